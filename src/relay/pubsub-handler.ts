import type { PubSubEvent, PushRequest, PushResponse } from './framework-interfaces.ts';
import { type Delivered, mergeDeliveries } from './merge-deliveries.ts';
import { backgroundRecord, deliveredRecord } from './pubsub-message.ts';
import { type BatchParts, describeOnSpan, relayBatch } from './relay-batch.ts';
import { type RelayLog, reportProblems } from './relay-log.ts';
import type { RelayRecord } from './relay-record.ts';

/** The ways in which a function is given a message. */
export interface PubSubHandler {
  http(request: PushRequest, response: PushResponse): Promise<void>;
  cloudEvent(event: PubSubEvent): Promise<void>;
  /** 1st generation. */
  background(data: unknown, context: unknown): Promise<void>;
}

/** All that a relay works with. */
export interface PubSubRelayParts extends BatchParts {
  /** By when Pub/Sub has an answer, after it has sent a message, in milliseconds. */
  readonly answerWithinMs: number;
  /** How long a message waits for others to go along with, in milliseconds. */
  readonly mergeForMs: number;
  readonly log: RelayLog;
}

/** What Pub/Sub is answered. It takes any other status than a few of 2xx for a no, and delivers the message again. */
const statuses = { delivered: 204, unreadable: 422, undelivered: 503 } as const;
const noMessage = 400;

/** Relays each message that Pub/Sub delivers, and acknowledges it once every destination has taken it. */
export function createPubSubHandler(parts: PubSubRelayParts): PubSubHandler {
  const { answerWithinMs, mergeForMs, log } = parts;
  const deliver = mergeDeliveries(
    async (records, deadline) => {
      const batch = await relayBatch(records, parts, deadline);
      reportProblems(batch, log);
      return batch;
    },
    { waitMs: mergeForMs, fullAt: parts.maxRequestSize },
  );

  async function relay(record: RelayRecord | undefined): Promise<Delivered['outcome'] | undefined> {
    if (!record) {
      log('antifreeze relay: a request holds no message of Pub/Sub, and is refused');
      return undefined;
    }
    const { outcome, batch } = await deliver(record, Date.now() + answerWithinMs);
    describeOnSpan(batch);
    return outcome;
  }

  /** A function for events says no by an error. */
  async function relayOrThrow(record: RelayRecord | undefined): Promise<void> {
    const outcome = await relay(record);
    if (outcome === 'delivered') return;
    const what = record ? `the message ${record.messageId} is ${outcome}` : 'there is no message';
    throw new Error(`antifreeze relay: ${what}, and is left to Pub/Sub`);
  }

  return {
    async http({ body }, response) {
      const outcome = await relay(deliveredRecord(body));
      response.statusCode = outcome ? statuses[outcome] : noMessage;
      response.end();
    },
    cloudEvent: ({ data, id }) => relayOrThrow(deliveredRecord(data, id)),
    background: (data, context) =>
      relayOrThrow(backgroundRecord(data, (Object(context) as { eventId?: unknown }).eventId)),
  };
}
