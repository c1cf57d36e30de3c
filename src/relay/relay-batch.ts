import { trace } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';
import { itemsOf } from '../support/signal.ts';
import { type Delivery, type DeliveryReport, startDelivery } from './delivery.ts';
import type { Destination } from './destination.ts';
import { readGroups } from './read-groups.ts';
import type { PoisonMessage, RelayParcel, RelayRecord } from './relay-record.ts';

/** What relays messages, whatever brought them. */
export interface BatchParts {
  readonly destinations: readonly Destination[];
  /** Of a merged request, in bytes before compression. */
  readonly maxRequestSize: number;
  /** How long one request is sent again and again, in milliseconds. */
  readonly retryForMs: number;
}

/** What has become of messages that were relayed together. */
export interface RelayedBatch {
  readonly deliveries: readonly DeliveryReport[];
  readonly poison: readonly PoisonMessage[];
  /** All that some destination did not take, poison included. */
  readonly undelivered: readonly RelayRecord[];
}

/** Sends messages to all destinations, in as few requests as there can be. Never rejects, and is done by `deadline`. */
export async function relayBatch(
  records: readonly RelayRecord[],
  { destinations, maxRequestSize, retryForMs }: BatchParts,
  deadline: Deadline,
): Promise<RelayedBatch> {
  const deliveries = destinations.map((destination) => startDelivery(destination, retryForMs));
  const poison: PoisonMessage[] = [];
  const delivered = new Set<RelayRecord>();
  const groups = readGroups(records, maxRequestSize, (message) => poison.push(message));
  for await (const { signal, parcels } of groups) {
    const takers = deliveries.filter(({ report }) => report.signal === signal);
    if (takers.length === 0) poison.push(...parcels.map(unwanted));
    for (const parcel of await takenByAll(takers, parcels, deadline)) delivered.add(parcel.record);
    if (deliveries.every(({ report }) => report.halt)) break;
  }
  return {
    deliveries: deliveries.map(({ report }) => report),
    poison,
    // By what was taken, not by what was not: a message that was overlooked stays in the queue.
    undelivered: records.filter((record) => !delivered.has(record)),
  };
}

async function takenByAll(
  takers: readonly Delivery[],
  parcels: readonly RelayParcel[],
  deadline: Deadline,
): Promise<readonly RelayParcel[]> {
  if (takers.length === 0) return [];
  const taken = await Promise.all(
    takers.map(async ({ deliver }) => new Set(await deliver(parcels, deadline))),
  );
  return parcels.filter((parcel) => taken.every((all) => all.has(parcel)));
}

function unwanted({ record, signal }: RelayParcel): PoisonMessage {
  return { status: 'poison', record, reason: `no destination takes ${signal}` };
}

/** Tells of a batch on the root span, where the relay is traced itself. */
export function describeOnSpan({ deliveries, undelivered }: RelayedBatch): void {
  const span = trace.getActiveSpan();
  span?.setAttributes({
    'antifreeze.relay.requests': deliveries.reduce((sum, { requests }) => sum + requests, 0),
    'antifreeze.relay.undelivered_messages': undelivered.length,
  });
  for (const [signal, items] of Object.entries(itemsOf)) {
    const ofSignal = deliveries.filter((delivery) => delivery.signal === signal);
    const sum = ofSignal.reduce((total, delivery) => total + delivery.items, 0);
    if (sum > 0 || signal === 'traces')
      span?.setAttribute(`antifreeze.relay.${items.replace(' ', '_')}`, sum);
  }
}
