import type { RelayHandler } from './lambda-interfaces.ts';
import { type BatchParts, describeOnSpan, type RelayedBatch, relayBatch } from './relay-batch.ts';
import { type RelayLog, reportProblems } from './relay-log.ts';
import type { RelayRecord } from './relay-record.ts';
import type { SlowDown } from './slow-down.ts';

/** All that a relay works with. */
export interface RelayParts extends BatchParts {
  /** Absent where the queue's own settings are to decide. */
  readonly slowDown: SlowDown | undefined;
  readonly log: RelayLog;
}

/** Left of an invocation's time when sending stops, in milliseconds: for slowing the queue down, and for the answer. */
const marginMs = 1_000;

/** Relays the messages of an event, and answers with those that some destination did not take. */
export function createRelayHandler(parts: RelayParts): RelayHandler {
  return async ({ Records }, context) => {
    const end = Date.now() + context.getRemainingTimeInMillis();
    const batch = await relayBatch(Records, parts, end - marginMs);
    const postponed = postponedIn(batch);
    const notSlowed = await parts.slowDown?.(
      postponed,
      Math.max(0, ...batch.deliveries.map(({ halt }) => halt?.retryAfterMs ?? 0)),
      end - marginMs / 2,
    );
    reportProblems(batch, parts.log, notSlowed);
    describeOnSpan(batch);
    return {
      batchItemFailures: batch.undelivered.map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}

/** Messages for which it may make a difference to come back later. */
function postponedIn({ deliveries, poison, undelivered }: RelayedBatch): RelayRecord[] {
  if (!deliveries.some(({ halt }) => halt?.transient)) return [];
  const hopeless = new Set(poison.map(({ record }) => record));
  for (const { refused } of deliveries) for (const record of refused.keys()) hopeless.add(record);
  return undelivered.filter((record) => !hopeless.has(record));
}
