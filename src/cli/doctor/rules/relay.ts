import type { QueueAttributes, RelayedQueue } from '../function-description.ts';
import type { Rule, Subject } from '../rule.ts';

/** Whether a relay loses nothing. */
export const relayRules: readonly Rule[] = [
  {
    id: 'relay-failures-unreported',
    severity: 'error',
    meaning: "The relay's event source mapping lacks `ReportBatchItemFailures`",
    remedy: 'Set FunctionResponseTypes of the event source mapping to ReportBatchItemFailures.',
    find: eachQueue(({ mapping }) =>
      mapping.reportsFailures
        ? undefined
        : 'Lambda deletes messages that the relay could not deliver: their spans are lost.',
    ),
  },
  {
    id: 'relay-disabled',
    severity: 'warning',
    meaning: "The relay's event source mapping is disabled",
    remedy: 'Enable the event source mapping.',
    find: eachQueue(({ mapping }) =>
      mapping.isEnabled
        ? undefined
        : 'Its event source mapping is disabled: spans stay in the queue.',
    ),
  },
  {
    id: 'relay-without-dead-letters',
    severity: 'warning',
    meaning: "The relay's queue has no dead-letter queue",
    remedy: 'Add a dead-letter queue with a maxReceiveCount of 10 or more.',
    find: eachAttributes(({ maxReceiveCount }) =>
      maxReceiveCount === undefined
        ? "Its queue has no dead-letter queue: what can't be delivered comes back until it expires."
        : undefined,
    ),
  },
  {
    id: 'relay-gives-up-early',
    severity: 'hint',
    meaning: "The relay's dead-letter queue has a `maxReceiveCount` below 10",
    remedy: 'Raise maxReceiveCount to 10 or more.',
    find: eachAttributes(({ maxReceiveCount = Number.POSITIVE_INFINITY }) =>
      maxReceiveCount < 10
        ? `Messages are dead letters after ${maxReceiveCount} attempts: a short outage of the collector is enough.`
        : undefined,
    ),
  },
  {
    id: 'relay-visibility-short',
    severity: 'warning',
    meaning: "The queue's visibility timeout is shorter than the relay's time-out",
    remedy: "Set the visibility timeout to six times the relay's time-out.",
    find: eachAttributes(({ visibilityTimeout }, { described: { timeout } }) =>
      visibilityTimeout < timeout
        ? `Messages are visible again after ${visibilityTimeout} s, while the relay may take ${timeout} s: spans are sent twice.`
        : undefined,
    ),
  },
];

/** A rule about each queue that a relay empties. */
function eachQueue(complain: (relayed: RelayedQueue, subject: Subject) => string | undefined) {
  return (subject: Subject): string[] =>
    subject.described.relays.flatMap((relayed) => complain(relayed, subject) ?? []);
}

/** A rule about the settings of each queue that a relay empties, as far as they are known. */
function eachAttributes(
  complain: (attributes: QueueAttributes, subject: Subject) => string | undefined,
): (subject: Subject) => string[] {
  return eachQueue(({ queue: { attributes } }, subject) =>
    typeof attributes === 'object' ? complain(attributes, subject) : undefined,
  );
}
