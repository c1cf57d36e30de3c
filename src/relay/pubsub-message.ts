import { formatAttribute } from '../export/relay-message.ts';
import type { RelayRecord } from './relay-record.ts';

/** A message as Pub/Sub delivers it, in JSON. */
interface DeliveredMessage {
  readonly data?: unknown;
  readonly attributes?: unknown;
  readonly messageId?: unknown;
  /** Of Pub/Sub's own push requests, which have both spellings. */
  readonly message_id?: unknown;
}

/** The message in a push request's body, or in an event's data. `id` names one that has no id; undefined where there is none. */
export function deliveredRecord(delivery: unknown, id?: unknown): RelayRecord | undefined {
  const { message } = Object(delivery) as { readonly message?: unknown };
  return typeof message === 'object' && message !== null ? recordOf(message, id) : undefined;
}

/** The message that an event of the 1st generation has as its data. */
export function backgroundRecord(data: unknown, id: unknown): RelayRecord | undefined {
  return typeof data === 'object' && data !== null ? recordOf(data, id) : undefined;
}

/** Data are in base64, as the body of a relay's message is in every queue. */
function recordOf(message: DeliveredMessage, id: unknown): RelayRecord {
  const { data, attributes, messageId, message_id } = message;
  const format: unknown = Object(attributes)[formatAttribute];
  return {
    messageId: [messageId, message_id, id].find(isText) ?? 'without id',
    body: isText(data) ? data : '',
    messageAttributes: {
      [formatAttribute]: { stringValue: isText(format) ? format : undefined },
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
