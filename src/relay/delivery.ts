import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import type { Signal } from '../support/signal.ts';
import type { DeliveryResult, Destination } from './destination.ts';
import type { RelayParcel, RelayRecord } from './relay-record.ts';

/** One batch on its way to one destination. */
export interface Delivery {
  /** Posts one request with all these messages, or halves where they are not taken together. Gives those that were taken. */
  deliver(parcels: readonly RelayParcel[], deadline: Deadline): Promise<readonly RelayParcel[]>;
  readonly report: DeliveryReport;
}

/** What one batch has come to at one destination. */
export interface DeliveryReport {
  readonly destination: string;
  readonly signal: Signal;
  requests: number;
  /** Spans, log records or metrics of the messages that were taken. */
  items: number;
  /** Those of these that the destination will never take, by its own word. */
  rejected: number;
  /** Why it is not sent anything more of this batch. */
  halt: Halt | undefined;
  /** Messages that it will never take, with its reason. */
  readonly refused: Map<RelayRecord, Error>;
}

/** Why a destination is left alone. */
interface Halt {
  readonly error: Error;
  /** Whether it may take the same messages later. */
  readonly transient: boolean;
  /** How long it asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number;
}

/** A destination that has refused so many messages, and taken none, refuses for a reason that is not in the messages. */
const refusalsToHalt = 3;

/** Delivers one batch to one destination. Once that is down, throttles or refuses everything, it is left alone. */
export function startDelivery(destination: Destination, retryForMs: number): Delivery {
  const report: DeliveryReport = {
    destination: destination.name,
    signal: destination.signal,
    requests: 0,
    items: 0,
    rejected: 0,
    halt: undefined,
    refused: new Map(),
  };

  async function deliver(
    parcels: readonly RelayParcel[],
    deadline: Deadline,
  ): Promise<readonly RelayParcel[]> {
    if (report.halt || parcels.length === 0) return [];
    if (millisecondsUntil(deadline) === 0) {
      report.halt = { error: new Error('no time left'), transient: true, retryAfterMs: 0 };
      return [];
    }
    if (isDivisible(parcels, destination)) return deliverHalves(parcels, deadline);
    report.requests += 1;
    const until = Math.min(deadline, Date.now() + retryForMs);
    const result = await destination.send(merge(parcels), until);
    if (parcels.length > 1 && isRefused(result)) return deliverHalves(parcels, deadline);
    return taken(result, parcels);
  }

  /** One bad message must not keep the good ones back. */
  async function deliverHalves(parcels: readonly RelayParcel[], deadline: Deadline) {
    const middle = Math.ceil(parcels.length / 2);
    const first = await deliver(parcels.slice(0, middle), deadline);
    return [...first, ...(await deliver(parcels.slice(middle), deadline))];
  }

  function taken(result: DeliveryResult, parcels: readonly RelayParcel[]): readonly RelayParcel[] {
    if (result.status === 'sent') {
      report.items += itemsIn(parcels);
      report.rejected += result.rejected;
      return parcels;
    }
    const { error } = result;
    if (result.status === 'retryable') {
      report.halt = { error, transient: true, retryAfterMs: result.retryAfterMs ?? 0 };
      return [];
    }
    for (const { record } of parcels) report.refused.set(record, error);
    if (report.refused.size >= refusalsToHalt && report.items === 0) {
      report.halt = { error, transient: false, retryAfterMs: 0 };
    }
    return [];
  }

  return { deliver, report };
}

/** Whether messages that are too much for one request can go in several. */
function isDivisible(parcels: readonly RelayParcel[], { mostItems }: Destination): boolean {
  return parcels.length > 1 && itemsIn(parcels) > mostItems;
}

function isRefused({ status }: DeliveryResult): boolean {
  return status === 'failed' || status === 'too-large';
}

function itemsIn(parcels: readonly RelayParcel[]): number {
  return parcels.reduce((sum, { items }) => sum + items, 0);
}

/** Protobuf messages of one type, one after the other, are their union: repeated fields are concatenated. */
function merge(parcels: readonly RelayParcel[]): Uint8Array {
  const [first, ...others] = parcels;
  return first && others.length === 0
    ? first.request
    : Buffer.concat(parcels.map(({ request }) => request));
}
