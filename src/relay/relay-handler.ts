import { trace } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';
import { type DeliveryReport, startDelivery } from './delivery.ts';
import type { Destination } from './destination.ts';
import { readGroups } from './read-groups.ts';
import { type RelayLog, reportProblems } from './relay-log.ts';
import type { PoisonMessage, RelayRecord } from './relay-record.ts';
import type { SlowDown } from './slow-down.ts';

/** What SQS hands to a function. */
export interface RelayEvent {
  readonly Records: readonly RelayRecord[];
}

/** The part of Lambda's context object that a relay needs. */
export interface RelayContext {
  getRemainingTimeInMillis(): number;
}

/** The messages that stay in the queue. Lambda heeds it where the event source mapping has `ReportBatchItemFailures`. */
export interface RelayResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** A Lambda handler for the queue that functions send their spans to. */
export type RelayHandler = (event: RelayEvent, context: RelayContext) => Promise<RelayResponse>;

/** All that a relay works with. */
export interface RelayParts {
  readonly destinations: readonly Destination[];
  /** Of a merged request, in bytes before compression. */
  readonly maxRequestSize: number;
  /** How long one request is sent again and again, in milliseconds. */
  readonly retryForMs: number;
  /** Absent where the queue's own settings are to decide. */
  readonly slowDown: SlowDown | undefined;
  readonly log: RelayLog;
}

/** What has become of the messages of one event. */
export interface RelayedBatch {
  readonly deliveries: readonly DeliveryReport[];
  readonly poison: readonly PoisonMessage[];
  /** All that some destination did not take, poison included. */
  readonly undelivered: readonly RelayRecord[];
}

/** Left of an invocation's time when sending stops, in milliseconds: for slowing the queue down, and for the answer. */
const marginMs = 1_000;

/** Relays the messages of an event, and answers with those that some destination did not take. */
export function createRelayHandler(parts: RelayParts): RelayHandler {
  return async ({ Records }, context) => {
    const end = Date.now() + context.getRemainingTimeInMillis();
    const batch = await relay(Records, parts, end - marginMs);
    const postponed = postponedIn(batch);
    const notSlowed = await parts.slowDown?.(
      postponed,
      Math.max(0, ...batch.deliveries.map(({ halt }) => halt?.retryAfterMs ?? 0)),
      end - marginMs / 2,
    );
    reportProblems(batch, notSlowed, parts.log);
    describeOnSpan(batch);
    return {
      batchItemFailures: batch.undelivered.map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}

async function relay(
  records: readonly RelayRecord[],
  { destinations, maxRequestSize, retryForMs }: RelayParts,
  deadline: Deadline,
): Promise<RelayedBatch> {
  const deliveries = destinations.map((destination) => startDelivery(destination, retryForMs));
  const poison: PoisonMessage[] = [];
  const delivered = new Set<RelayRecord>();
  for await (const group of readGroups(records, maxRequestSize)) {
    poison.push(...group.poison);
    const taken = await Promise.all(
      deliveries.map(async ({ deliver }) => new Set(await deliver(group.parcels, deadline))),
    );
    for (const parcel of group.parcels) {
      if (taken.every((parcels) => parcels.has(parcel))) delivered.add(parcel.record);
    }
    if (deliveries.every(({ report }) => report.halt)) break;
  }
  return {
    deliveries: deliveries.map(({ report }) => report),
    poison,
    // By what was taken, not by what was not: a message that was overlooked stays in the queue.
    undelivered: records.filter((record) => !delivered.has(record)),
  };
}

/** Messages for which it may make a difference to come back later. */
function postponedIn({ deliveries, poison, undelivered }: RelayedBatch): RelayRecord[] {
  if (!deliveries.some(({ halt }) => halt?.transient)) return [];
  const hopeless = new Set(poison.map(({ record }) => record));
  for (const { refused } of deliveries) for (const record of refused.keys()) hopeless.add(record);
  return undelivered.filter((record) => !hopeless.has(record));
}

/** On the root span, where the relay is traced itself. */
function describeOnSpan({ deliveries, undelivered }: RelayedBatch): void {
  const sum = (of: 'requests' | 'spans') =>
    deliveries.reduce((total, delivery) => total + delivery[of], 0);
  trace.getActiveSpan()?.setAttributes({
    'antifreeze.relay.requests': sum('requests'),
    'antifreeze.relay.spans': sum('spans'),
    'antifreeze.relay.undelivered_messages': undelivered.length,
  });
}
