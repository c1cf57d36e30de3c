import { type Context, propagation } from '@opentelemetry/api';
import { contextFromEventBridge } from './eventbridge.ts';
import { firstContext } from './first-context.ts';
import { contextFromHeaders } from './headers.ts';
import { contextFromKinesis } from './kinesis.ts';
import { contextFromSns } from './sns.ts';

/** What a queue takes is 1 MiB, in base64 a third more; nothing longer is looked at. */
const longestText = 1_500_000;
/** A notification in a queue may hold an EventBridge event; deeper than that, nothing is certain. */
const maxDepth = 3;
const openingBrace = '{'.charCodeAt(0);

/**
 * The context within a message that is JSON: of an SNS notification, with whatever it wraps, of an EventBridge event,
 * of the record of an invocation, or of fields that the producer put into a message of its own. Undefined for all other text.
 */
export function contextFromJsonMessage(
  message: unknown,
  depth: number = maxDepth,
): Context | undefined {
  if (depth === 0 || typeof message !== 'string' || message.length > longestText) return undefined;
  if (message.charCodeAt(0) !== openingBrace || !namesContext(message)) return undefined;
  const fields = parseObject(message);
  if (!fields) return undefined;
  const { detail, requestPayload } = fields;
  return firstContext(
    () => contextFromHeaders(fields),
    () => contextFromEventBridge(detail),
    () => contextFromNotification(fields, depth),
    () => contextFromRequestPayload(requestPayload, depth),
    () => contextFromRequestPayload(isObject(detail) && detail['requestPayload'], depth),
  );
}

/**
 * The context of the event that another function got, in the record that Lambda's destinations get of it: of fields of
 * its own, of an EventBridge event, of a request, or of a single notification.
 */
export function contextFromRequestPayload(
  event: unknown,
  depth: number = maxDepth,
): Context | undefined {
  if (depth === 0 || !isObject(event)) return undefined;
  const { detail, headers, request, Records } = event;
  return firstContext(
    () => contextFromHeaders(event),
    () => contextFromEventBridge(detail),
    ...[headers, isObject(request) && request['headers']].map(
      (found) => () => (isObject(found) ? contextFromHeaders(found) : undefined),
    ),
    () => (Array.isArray(Records) ? contextFromNotification(Records[0]?.Sns, depth) : undefined),
    () => contextFromRequestPayload(event['requestPayload'], depth - 1),
  );
}

/** Of an SNS notification, with whatever it wraps. */
function contextFromNotification(notification: unknown, depth: number): Context | undefined {
  if (!isObject(notification)) return undefined;
  const { MessageAttributes, Message } = notification;
  return firstContext(
    () => (isObject(MessageAttributes) ? contextFromSns(MessageAttributes) : undefined),
    () => contextFromJsonMessage(Message, depth - 1),
  );
}

/** The context within data in base64, as streams deliver it, where that is a JSON object. */
export function contextFromJsonData(data: unknown): Context | undefined {
  if (typeof data !== 'string' || data.length > longestText) return undefined;
  // The six bits of the first character are the upper ones of `{`.
  if (!data.startsWith('e') || !namesContext(Buffer.from(data, 'base64').toString('latin1')))
    return undefined;
  return contextFromKinesis(data);
}

/** Spares nearly every message the parsing: what lacks the names of the fields, in any spelling, holds none of them. */
function namesContext(json: string): boolean {
  const names = propagation.fields().map((name) => name.replace(/[^\w-]/g, '\\$&'));
  return names.length > 0 && new RegExp(names.join('|'), 'i').test(json);
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
