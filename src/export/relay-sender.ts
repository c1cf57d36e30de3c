import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { itemsOf } from '../support/signal.ts';
import { deliveryLog, type ReportFault } from './delivery-log.ts';
import type { OtlpEncoding } from './encoding.ts';
import { batchesOf, type Parcel, packItems, packParts } from './relay-parcels.ts';
import type { RelayQueue } from './relay-queue.ts';
import { jittered, pause } from './retry-pause.ts';
import { keptFor, type Send, type Undelivered } from './send.ts';
import type { SendResult } from './transport.ts';

export interface RelaySenderOptions<Item> {
  /** Encodes as protobuf. */
  readonly encoding: OtlpEncoding<Item>;
  readonly queue: RelayQueue;
  /** The largest message to send, in bytes with its attributes. */
  readonly maxMessageSize?: number | undefined;
  /** Default: `diag`. */
  readonly report?: ReportFault | undefined;
}

/**
 * SQS takes 1 MiB since August 2025, but queues made before, or with a limit of their own, take 256 KiB. As SQS bills
 * each 64 KiB as one request, larger messages would save nothing. Pub/Sub bills bytes; Eventarc takes 512 KiB.
 */
const defaultMessageSize = 256 * 1024;

const firstDelayMs = 50;
const longestDelayMs = 1_000;

/**
 * Sends items to a queue, for the relay to pass on. Each message is a complete OTLP request. Once a queue was asked in
 * vain again and again, each call is made once, until it takes something: an outage is waited for only once.
 */
export function relaySender<Item>({
  encoding,
  queue,
  maxMessageSize = defaultMessageSize,
  report,
}: RelaySenderOptions<Item>): Send<Item> {
  const log = deliveryLog(report);
  const noun = itemsOf[encoding.signal];
  let isDown = false;

  async function deliver(
    items: Item[],
    parcels: readonly Parcel<Item>[],
    deadline: Deadline,
  ): Promise<Undelivered<Item>> {
    const packed = parcels.reduce((sum, parcel) => sum + parcel.items.length, 0);
    let total: Undelivered<Item> = { unsent: [], dropped: items.length - packed };
    for (const batch of batchesOf(parcels, queue.limits)) {
      // After one that could not be sent, the others would fare no better, only later.
      const attempts =
        total.unsent.length > 0 ? batch.map(postponed) : await sendBatch(batch, deadline);
      for (const attempt of attempts) total = join(total, await settle(attempt, deadline));
    }
    return total;
  }

  async function sendBatch(
    batch: readonly Parcel<Item>[],
    deadline: Deadline,
  ): Promise<Attempt<Item>[]> {
    const attempts = await send(queue, batch, deadline, isDown ? undefined : firstDelayMs);
    isDown = attempts.some(({ result }) => result.status === 'retryable');
    return attempts;
  }

  async function settle(attempt: Attempt<Item>, deadline: Deadline): Promise<Undelivered<Item>> {
    const { result, parcel } = attempt;
    if (result.status !== 'too-large') return outcomeOf(attempt);
    // The queue's own limit is lower than ours.
    const halves = await packParts(parcel.items, 2, encoding, maxMessageSize);
    return deliver(parcel.items, halves, deadline);
  }

  function outcomeOf({ parcel: { items }, result }: Attempt<Item>): Undelivered<Item> {
    if (result.status === 'sent') {
      log.delivered();
      return { unsent: [], dropped: 0 };
    }
    if (result.status === 'retryable') {
      log.undelivered(`antifreeze: ${noun} could not be queued, and are kept for later:`, result);
      return keptFor(result, items);
    }
    log.undelivered(`antifreeze: ${noun} were dropped, as the queue does not take them:`, result);
    return { unsent: [], dropped: items.length };
  }

  return async (items, deadline) => {
    const parcels = await packItems(items, encoding, maxMessageSize);
    return deliver(items, parcels, deadline);
  };
}

interface Attempt<Item> {
  readonly parcel: Parcel<Item>;
  readonly result: SendResult;
}

/** Sends one batch, and again what is retryable of it after `delay` and while there is time; once without a delay. */
async function send<Item>(
  queue: RelayQueue,
  batch: readonly Parcel<Item>[],
  deadline: Deadline,
  delay: number | undefined,
): Promise<Attempt<Item>[]> {
  const results = await queue.send(
    batch.map(({ message }) => message),
    deadline,
  );
  const attempts = batch.map((parcel, index) => withResult(parcel, results[index]));
  if (delay === undefined) return attempts;
  const again = attempts.filter(({ result }) => isWorthRetrying(result));
  const wait = Math.max(jittered(delay), ...again.map(({ result }) => retryAfter(result)));
  if (again.length === 0 || wait >= millisecondsUntil(deadline)) return attempts;

  await pause(wait);
  const parcels = again.map(({ parcel }) => parcel);
  return [
    ...attempts.filter((attempt) => !again.includes(attempt)),
    ...(await send(queue, parcels, deadline, Math.min(delay * 2, longestDelayMs))),
  ];
}

function withResult<Item>(parcel: Parcel<Item>, result: SendResult | undefined): Attempt<Item> {
  return result ? { parcel, result } : postponed(parcel);
}

function postponed<Item>(parcel: Parcel<Item>): Attempt<Item> {
  return { parcel, result: { status: 'retryable', error: new Error('not sent') } };
}

function join<Item>(one: Undelivered<Item>, other: Undelivered<Item>): Undelivered<Item> {
  const { retryAfterMs = one.retryAfterMs } = other;
  return {
    ...keptFor(retryAfterMs === undefined ? {} : { retryAfterMs }, [
      ...one.unsent,
      ...other.unsent,
    ]),
    dropped: one.dropped + other.dropped,
  };
}

function isWorthRetrying(result: SendResult): boolean {
  return result.status === 'retryable' && result.fault === undefined;
}

function retryAfter(result: SendResult): number {
  return (result.status === 'retryable' && result.retryAfterMs) || 0;
}
