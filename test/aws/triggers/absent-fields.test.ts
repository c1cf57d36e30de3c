import { propagation, trace } from '@opentelemetry/api';
import { beforeAll, describe, expect, test } from 'vitest';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { eventNames, readEvent } from './events.ts';
import { parentOf } from './root-span.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

type Holder = Record<string, unknown>;

const headerFields: ReadonlySet<string> = new Set([
  'headers',
  'multiValueHeaders',
  'requestHeaders',
]);
/** What some event has, by name: at the top, and in the context of its request. */
const topFields = fieldsOf((event) => event);
const requestFields = fieldsOf((event) => event['requestContext']);

describe.each(eventNames)('of %s', (name) => {
  test('null says as much of a field as its absence', () => {
    for (const path of pathsIn(readEvent(name))) {
      // An item's key is data, and hashed as it is.
      if (path.includes('Keys')) continue;
      const withNull = changed(name, path, (holder, key) => {
        holder[key] = null;
      });
      const without = changed(name, path, (holder, key) => delete holder[key]);

      expect(read(withNull), path.join('.')).toEqual(read(without));
    }
  });

  test('fields of all other events change nothing where they are null', () => {
    const event = readEvent(name);
    if (Array.isArray(event)) return;
    const padded: Holder = { ...nulls(topFields), ...event };
    const { requestContext } = event;
    if (typeof requestContext === 'object')
      padded['requestContext'] = { ...nulls(requestFields), ...requestContext };

    expect(read(padded)).toEqual(read(event));
  });

  test('headers count in any spelling', () => {
    for (const spell of [upperCase, titleCase]) {
      const event = respelled(readEvent(name), spell);

      expect(read(event)).toEqual(read(readEvent(name)));
    }
  });
});

test.each(['api-gateway-rest/full', 'alb/multi-value', 'api-gateway-websocket/connect'])(
  'lists of headers that are incomplete hide none in %s',
  (name) => {
    const event = readEvent(name);
    for (const multiValueHeaders of [{}, { accept: ['*/*'], traceparent: null }, null]) {
      const root = recognize(event).rootSpan(
        { ...event, multiValueHeaders, headers: { traceparent, Host: 'orders.example.com' } },
        undefined,
      );

      expect(parentOf(root)).toEqual({ traceId, spanId });
      expect(root.attributes).toMatchObject({ 'server.address': 'orders.example.com' });
    }
  },
);

test('lists of parameters that are incomplete hide none', () => {
  const event = {
    ...readEvent('api-gateway-rest/full'),
    multiValueQueryStringParameters: { tag: ['a', 'b'] },
    queryStringParameters: { tag: 'b', page: '2' },
  };

  const { attributes } = recognize(event).rootSpan(event, undefined);

  expect(attributes).toMatchObject({ 'url.query': 'tag=a&tag=b&page=2' });
});

/** Who claims an event, and what it says of it, in a form that can be compared. */
function read(event: unknown): object {
  const trigger = recognize(event);
  const { parent, ...root } = trigger.rootSpan(event, undefined);
  const sender = parent && [
    trace.getSpanContext(parent),
    propagation.getBaggage(parent)?.getAllEntries(),
  ];
  return { trigger, root: JSON.stringify({ ...root, sender }) };
}

function fieldsOf(part: (event: Holder) => unknown): string[] {
  return eventNames.flatMap((name) => {
    const holder = part(readEvent(name));
    return typeof holder === 'object' && holder && !Array.isArray(holder)
      ? Object.keys(holder)
      : [];
  });
}

function nulls(names: readonly string[]): Holder {
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** To every field; the places in lists are none. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(Array.isArray(value) ? [] : [[key]]),
    ...pathsIn(inner).map((path) => [key, ...path]),
  ]);
}

function changed(
  name: string,
  path: readonly string[],
  change: (holder: Holder, key: string) => void,
): Holder {
  const event = readEvent(name);
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as Holder, event);
  change(holder, path.at(-1) ?? '');
  return event;
}

/** With the names of all headers of requests, wherever they are, written differently. */
function respelled(value: unknown, spell: (name: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => respelled(entry, spell));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      headerFields.has(key) && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner ?? {}).map(([name, v]) => [spell(name), v]))
        : respelled(inner, spell),
    ]),
  );
}

function upperCase(name: string): string {
  return name.toUpperCase();
}

function titleCase(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (letter) => letter.toUpperCase());
}
