import { expect, test } from 'vitest';
import { readSpans } from '../../../src/viewer/otlp/collected-span.ts';
import { toOtlpJson } from '../../../src/viewer/otlp/otlp-json.ts';
import { findTraces } from '../../../src/viewer/store/find-traces.ts';
import { defaultRetention, readRetention } from '../../../src/viewer/store/retention.ts';
import { mapServices } from '../../../src/viewer/store/service-map.ts';
import { createTraceStore } from '../../../src/viewer/store/trace-store.ts';
import { storedSpan } from './stored-span.ts';

const query = {
  text: '',
  service: '',
  errorsOnly: false,
  coldOnly: false,
  minDuration: 0,
  since: 0,
  until: Number.POSITIVE_INFINITY,
  limit: 10,
};

test.each([
  { text: '24h,50000,100MB', limits: { age: 86_400_000, count: 50_000, bytes: 100e6 } },
  { text: '100', limits: { ...defaultRetention, count: 100 } },
  { text: '2 d', limits: { ...defaultRetention, age: 172_800_000 } },
  { text: '1gb', limits: { ...defaultRetention, bytes: 1e9 } },
])('$text is read as limits', ({ text, limits }) => {
  expect(readRetention(text)).toEqual(limits);
});

test.each(['', '0', '-1', '1.5h', 'h', '3x', '5constructor', '1h,,2'])('%j is no limit', (text) => {
  expect(readRetention(text)).toBeUndefined();
});

test('the traces go first to which nothing has come for the longest time', () => {
  const store = createTraceStore({ ...defaultRetention, count: 3 });
  store.add([storedSpan('a', '1')], 100);
  store.add([storedSpan('b', '1')], 100);
  store.add([storedSpan('a', '2')], 100);

  expect(store.add([storedSpan('c', '1')], 100)).toEqual(['b'.repeat(32)]);
  expect(store.size()).toEqual({ traces: 2, spans: 3, bytes: 300 });
});

test('bytes and age are limits, too', () => {
  const store = createTraceStore({ count: 100, bytes: 250, age: 1000 });
  store.add([storedSpan('a', '1')], 100);
  store.add([storedSpan('b', '1'), storedSpan('b', '2')], 200);

  expect(store.size()).toMatchObject({ traces: 1, bytes: 200 });
  expect(store.expire(Date.now() + 2000)).toEqual(['b'.repeat(32)]);
  expect(store.size()).toEqual({ traces: 0, spans: 0, bytes: 0 });
});

test('a span that is sent twice is there once, as it was sent last', () => {
  const store = createTraceStore(defaultRetention);
  store.add([storedSpan('a', '1', { name: 'open' })], 100);
  store.add([storedSpan('a', '1', { name: 'ended' })], 100);

  expect(store.trace('a'.repeat(32))).toMatchObject([{ name: 'ended' }]);
  expect(store.size()).toEqual({ traces: 1, spans: 1, bytes: 100 });
});

test('all words have to be in one trace, in whatever spans of it', () => {
  const store = createTraceStore(defaultRetention);
  store.add(
    [
      storedSpan('a', '1', { name: 'POST /orders' }),
      storedSpan('a', '2', { attributes: { 'order.id': 'A-17' } }),
      storedSpan('b', '1', { name: 'POST /orders' }),
    ],
    100,
  );
  const found = (text: string) =>
    findTraces(store, { ...query, text }).traces.map((each) => each.name);

  expect(found('post')).toHaveLength(2);
  expect(found('post a-17')).toEqual(['POST /orders']);
  expect(found('order.id=17')).toHaveLength(1);
  expect(found('order.id=18')).toEqual([]);
  expect(found('order=17')).toEqual([]);
});

test('calls go from a service to another, to a queue and from it, and to what sends no spans', () => {
  const queue = { 'messaging.destination.name': 'packing' };
  const worker = { 'service.name': 'worker', 'faas.name': 'worker' };
  const failed = { code: 'error', message: '' } as const;
  const { edges } = mapServices([
    [
      storedSpan('a', '1', { kind: 'producer', attributes: queue }),
      storedSpan('a', '2', {
        kind: 'consumer',
        attributes: queue,
        parentSpanId: '1'.repeat(16),
        resource: worker,
      }),
      // One of its records.
      storedSpan('a', '3', {
        kind: 'consumer',
        attributes: queue,
        parentSpanId: '2'.repeat(16),
        resource: worker,
      }),
      storedSpan('a', '4', { kind: 'client', parentSpanId: '3'.repeat(16), resource: worker }),
      storedSpan('a', '5', { kind: 'server', parentSpanId: '4'.repeat(16) }),
      storedSpan('a', '6', {
        kind: 'client',
        attributes: { 'db.system.name': 'redis' },
        status: failed,
      }),
    ],
  ]);

  expect(edges).toEqual([
    { from: 'service:orders', to: 'queue:packing', calls: 1, perMinute: 1, errors: 0, p95: 1000 },
    { from: 'queue:packing', to: 'service:worker', calls: 1, perMinute: 1, errors: 0, p95: 1000 },
    { from: 'service:worker', to: 'service:orders', calls: 1, perMinute: 1, errors: 0, p95: 1000 },
    { from: 'service:orders', to: 'database:redis', calls: 1, perMinute: 1, errors: 1, p95: 1000 },
  ]);
});

test('what is written as OTLP JSON is read again as it was', () => {
  const attributes = {
    text: 'ice\u0000🧊',
    big: 2n ** 60n,
    ratio: 0.5,
    nan: Number.NaN,
    flags: [true, false],
    nested: { list: [1, 'a', { deep: undefined }] },
    bytes: Uint8Array.of(0, 127, 255),
  };
  const event = { name: 'e', time: 5n, attributes, droppedAttributes: 1 };
  const link = {
    traceId: 'b'.repeat(32),
    spanId: 'c'.repeat(16),
    traceState: 'x=1',
    flags: 1,
    attributes,
    droppedAttributes: 2,
  };
  const spans = [
    storedSpan('a', '1', {
      attributes,
      events: [event],
      links: [link],
      kind: 'server',
      flags: 0x301,
    }),
    storedSpan('a', '2', {
      parentSpanId: '1'.repeat(16),
      status: { code: 'error', message: 'no' },
    }),
  ];

  expect(readSpans(JSON.parse(JSON.stringify(toOtlpJson(spans))))).toEqual(spans);
});
