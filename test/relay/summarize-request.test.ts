import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summarizeRequest } from '../../src/relay/summarize-request.ts';
import { encodedSpans, serviceSpans } from './relay-fixture.ts';

const request = encodedSpans([...serviceSpans('orders', 3), ...serviceSpans('billing', 4)]);

test('a request tells its spans and its services', () => {
  expect(summarizeRequest(request)).toEqual({ items: 7, services: ['orders', 'billing'] });
});

test('two requests in a row are one request with the spans of both', () => {
  const twice = Buffer.concat([request, encodedSpans(serviceSpans('orders', 2))]);

  expect(summarizeRequest(twice)).toEqual({ items: 9, services: ['orders', 'billing'] });
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', Buffer.from('<html><body>not found</body></html>')],
  ['JSON', Buffer.from('{"resourceSpans":[]}')],
  ['a request without spans', Uint8Array.of(10, 0)],
  ['one with a number in place of a message', Uint8Array.of(8, 1)],
])('%s is no request', (_name, bytes) => {
  expect(summarizeRequest(bytes)).toBeUndefined();
});

test('arbitrary bytes are looked at without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const summary = summarizeRequest(bytes);

      expect(summary === undefined || summary.items > 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('a request that was damaged is looked at without an error', () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: request.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 5,
  });

  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = Uint8Array.from(request);
      for (const [at, value] of changes) bytes[at] = value;

      const summary = summarizeRequest(bytes);

      expect(summary === undefined || summary.items > 0).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a request that was cut off is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: request.length - 1 }), (length) => {
      const summary = summarizeRequest(request.subarray(0, length));

      expect(summary?.items ?? 0).toBeLessThan(7);
    }),
  );
});
