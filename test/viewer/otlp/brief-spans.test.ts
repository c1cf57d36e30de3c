import { expect, test } from 'vitest';
import {
  type BriefSpans,
  readBriefSpans,
  writeBriefSpans,
} from '../../../src/viewer/otlp/brief-spans.ts';
import type { CollectedSpan } from '../../../src/viewer/otlp/collected-span.ts';
import { toOtlpJson } from '../../../src/viewer/otlp/otlp-json.ts';
import { storedSpan } from '../store/stored-span.ts';

test('what a waterfall shows of spans is the same after the way to the page', () => {
  const start = 1_700_000_000_123_456_789n;
  const event = { name: 'exception', time: start + 7n, attributes: {}, droppedAttributes: 0 };
  const link = { traceState: '', flags: 0, attributes: {}, droppedAttributes: 0 };
  const spans: CollectedSpan[] = [
    storedSpan('a', '1', {
      start: start + 5n,
      end: start + 90n,
      kind: 'consumer',
      attributes: { 'faas.coldstart': true, 'antifreeze.event.age_ms': 2n ** 60n },
      links: [{ ...link, traceId: 'b'.repeat(32), spanId: '7'.repeat(16) }],
    }),
    storedSpan('a', '2', {
      parentSpanId: '1'.repeat(16),
      start,
      end: start + 10n,
      status: { code: 'error', message: 'no funds' },
      events: [event],
      resource: { 'service.name': 'payments' },
    }),
    storedSpan('a', '3', { parentSpanId: '9'.repeat(16), start: start + 20n, end: start + 19n }),
    storedSpan('a', '4', { parentSpanId: '2'.repeat(16), start, end: start + 2n ** 60n }),
  ];

  expect(sentOver(spans)).toEqual(spans);
});

test('what it does not show stays out', () => {
  const [span] = sentOver([
    storedSpan('a', '1', {
      name: 'n'.repeat(5000),
      attributes: { 'db.query.text': 'SELECT', 'error.type': 'timeout' },
      status: { code: 'error', message: 'm'.repeat(5000) },
      scope: { name: 'orders', version: '1' },
    }),
  ]);

  expect(span).toEqual(
    storedSpan('a', '1', {
      name: 'n'.repeat(300),
      attributes: { 'error.type': 'timeout' },
      status: { code: 'error', message: 'm'.repeat(300) },
    }),
  );
});

test('a span takes less than 100 bytes, be its name, its export and its resource its own', () => {
  const spans = Array.from({ length: 10_000 }, (_, index) =>
    storedSpan('a', '1', {
      spanId: (index + 1).toString(16).padStart(16, '0'),
      parentSpanId: '1'.padStart(16, '0'),
      name: `step ${index}`,
      start: 1_700_000_000_000_000_000n + BigInt(index) * 1_234_567n,
      attributes: { 'db.system.name': 'postgresql' },
      resource: { 'service.name': 'orders', 'faas.name': 'orders' },
    }),
  );

  const brief = JSON.stringify(writeBriefSpans(spans)).length;
  expect(brief).toBeLessThan(10_000 * 100);
  expect(brief).toBeLessThan(JSON.stringify(toOtlpJson(spans)).length / 4);
});

function sentOver(spans: readonly CollectedSpan[]): CollectedSpan[] {
  return readBriefSpans(JSON.parse(JSON.stringify(writeBriefSpans(spans))) as BriefSpans);
}
