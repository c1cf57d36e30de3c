import { expect, test } from 'vitest';
import { aboutTrace } from '../../../src/viewer/store/about-trace.ts';
import { defaultRetention } from '../../../src/viewer/store/retention.ts';
import { createTraceStore } from '../../../src/viewer/store/trace-store.ts';
import { storedSpan } from './stored-span.ts';

test('spans of other traces that link to one are told, and not its own', () => {
  const store = createTraceStore(defaultRetention);
  const link = { traceId: 'a'.repeat(32), spanId: '1'.repeat(16), traceState: '', flags: 0 };
  const links = [{ ...link, attributes: {}, droppedAttributes: 0 }];
  store.add([storedSpan('a', '1'), storedSpan('a', '2', { links })], 1);
  store.add([storedSpan('b', '3', { links }), storedSpan('b', '4')], 1);

  const { linking } = aboutTrace(store, 'a'.repeat(32));

  expect(linking).toEqual([
    {
      traceId: 'b'.repeat(32),
      spanId: '3'.repeat(16),
      name: 'b3',
      service: 'orders',
      to: '1'.repeat(16),
    },
  ]);
});

test('when an invocation came is known of those that came just now', () => {
  const store = createTraceStore(defaultRetention);
  const attributes = { 'faas.invocation_id': 'i1' };
  store.add([storedSpan('a', '1', { attributes }), storedSpan('a', '2')], 1, 1_700_000_000_000);
  store.add([storedSpan('a', '3', { attributes })], 1);

  const { received } = aboutTrace(store, 'a'.repeat(32));

  expect(received).toEqual({ ['1'.repeat(16)]: 1_700_000_000_000 });
});
