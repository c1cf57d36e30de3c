import type { Context } from '@opentelemetry/api';
import { type ContextFields, readyFor } from './context-fields.ts';
import { firstContext } from './first-context.ts';
import { contextFromHeaders, type Headers } from './headers.ts';
import { byteLength, crossesLimit } from './message-size.ts';

/** What Google's client libraries write before the name of each field. */
const googlePrefix = 'googclient_';

/** Of one message: how many attributes, and the bytes of a name and of a value. https://cloud.google.com/pubsub/quotas */
const attributeLimits = { count: 100, name: 256, value: 1024 };

/** Pub/Sub takes requests of 10 MB; what is around a message and its attributes is put at a few kilobytes. */
const messageLimit = 10_000_000 - 4_096;

/** A message as Google's client publishes it. */
export interface PubSubMessage {
  readonly data?: Uint8Array | null | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/**
 * The attributes of a message with as many of `fields` as fit, the first ones first: the trace before its baggage.
 * Undefined where none fits, or where the message carries a context of another trace. `reserved` attributes will be added
 * by others.
 */
export function withPubSubContext(
  { data, attributes: given = {} }: PubSubMessage,
  fields: ContextFields,
  reserved = 0,
): Record<string, string> | undefined {
  const attributes = readyFor(fields, given);
  if (!attributes || !readyFor(fields, withoutPrefix(given))) return undefined;

  const carrying = { ...attributes };
  let size = byteLength(data) + Object.entries(attributes).reduce(addLength, 0);
  let room = Math.max(0, attributeLimits.count - reserved - Object.keys(attributes).length);
  const unused = room;
  for (const field of Object.entries(fields)) {
    const grown = addLength(size, field);
    if (room === 0 || !fits(field) || crossesLimit(size, grown, [messageLimit])) continue;
    carrying[field[0]] = field[1];
    size = grown;
    room -= 1;
  }
  return room < unused ? carrying : undefined;
}

/** The context in the attributes of a Pub/Sub message: written plainly, else by Google's own client. */
export function contextFromPubSub(attributes: Headers): Context | undefined {
  return firstContext(
    () => contextFromHeaders(attributes),
    () => contextFromHeaders(withoutPrefix(attributes)),
  );
}

function fits([name, value]: [string, string]): boolean {
  return byteLength(name) <= attributeLimits.name && byteLength(value) <= attributeLimits.value;
}

function addLength(size: number, [name, value]: [string, string]): number {
  return size + byteLength(name) + byteLength(value);
}

function withoutPrefix(attributes: Headers): Headers {
  const fields = Object.entries(attributes)
    .filter(([name]) => name.startsWith(googlePrefix))
    .map(([name, value]) => [name.slice(googlePrefix.length), value]);
  return Object.fromEntries(fields);
}
