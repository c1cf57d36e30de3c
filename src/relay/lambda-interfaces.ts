// What Lambda and a relay hand to each other. The published types may depend on nothing else.

import type { RelayRecord } from './relay-record.ts';

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
