import type { IncomingMessage } from 'node:http';
import { at } from '../triggers/event-path.ts';
import { field, isRecord, text } from '../triggers/payload-fields.ts';

/** A request as the Functions Framework hands it over: Express's, with the body parsed. */
export interface FunctionRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly body?: unknown;
  readonly executionId?: string;
}

/** One call of a function, whatever its signature. Triggers read it. */
export interface FunctionCall {
  /** Whether the function answers through a response, or by what it returns. */
  readonly signature: 'http' | 'event';
  /** The request that brought the event; of event functions known only where the framework is patched. */
  readonly request: FunctionRequest | undefined;
  /** What the function was called with, but for a response or a callback. */
  readonly args: readonly unknown[];
  /** The event, where there is one: an HTTP function may get one too. */
  readonly event: FunctionEvent | undefined;
}

/** An event, in terms that CloudEvents, Pub/Sub's push requests and 1st generation events share. */
export interface FunctionEvent {
  readonly id: string | undefined;
  readonly type: string;
  /** `//SERVICE/RESOURCE`, or of the 1st generation the name of the resource alone. */
  readonly source: string | undefined;
  readonly subject: string | undefined;
  /** ISO 8601. */
  readonly time: string | undefined;
  readonly data: unknown;
  /** The CloudEvent with all its attributes; undefined where the event is none. */
  readonly cloudEvent: Readonly<Record<string, unknown>> | undefined;
}

const messagePublished = 'google.cloud.pubsub.topic.v1.messagePublished';

/** A call of `(request, response)`. */
export function httpCall(request: FunctionRequest): FunctionCall {
  return { signature: 'http', args: [request], request, event: eventOfRequest(request) };
}

/** A call of `(cloudEvent)`. */
export function cloudEventCall(event: unknown, request: FunctionRequest | undefined): FunctionCall {
  return { signature: 'event', args: [event], request, event: fromCloudEvent(event) };
}

/** A call of `(data, context)`, where the context may also have what is a CloudEvent's. */
export function backgroundCall(
  data: unknown,
  context: unknown,
  request: FunctionRequest | undefined,
): FunctionCall {
  const resource = field(context, 'resource');
  const type = text(context, 'eventType');
  const event =
    type === undefined
      ? fromCloudEvent(isRecord(context) ? { ...context, data } : undefined)
      : {
          id: text(context, 'eventId'),
          type,
          source: typeof resource === 'string' ? resource : text(resource, 'name'),
          subject: undefined,
          time: text(context, 'timestamp'),
          data,
          cloudEvent: undefined,
        };
  return { signature: 'event', args: [data, context], request, event };
}

/** The attributes of a CloudEvent in binary mode, which are the headers `ce-*`; undefined where it is none. */
export function binaryCloudEvent({
  headers,
}: FunctionRequest): Record<string, unknown> | undefined {
  if (text(headers, 'ce-type') === undefined) return undefined;
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice('ce-'.length), value]);
  return Object.fromEntries(attributes);
}

function eventOfRequest(request: FunctionRequest): FunctionEvent | undefined {
  const { body, headers } = request;
  const binary = binaryCloudEvent(request);
  if (binary) return fromCloudEvent({ ...binary, data: body });
  if (text(headers, 'content-type')?.startsWith('application/cloudevents+json'))
    return fromCloudEvent(body);
  return isPushedMessage(body) ? fromPushedMessage(body) : undefined;
}

function isPushedMessage(body: unknown): boolean {
  return (
    text(body, 'subscription')?.startsWith('projects/') === true &&
    text(field(body, 'message'), 'messageId') !== undefined
  );
}

function fromPushedMessage(body: unknown): FunctionEvent {
  return {
    id: text(at(body, 'message'), 'messageId'),
    type: messagePublished,
    source: undefined,
    subject: undefined,
    time: text(at(body, 'message'), 'publishTime'),
    data: body,
    cloudEvent: undefined,
  };
}

function fromCloudEvent(event: unknown): FunctionEvent | undefined {
  const type = text(event, 'type');
  if (type === undefined || !isRecord(event)) return undefined;
  return {
    id: text(event, 'id'),
    type,
    source: text(event, 'source'),
    subject: text(event, 'subject'),
    time: text(event, 'time'),
    data: field(event, 'data'),
    cloudEvent: event,
  };
}
