import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attributes, type SpanContext, SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readJournal } from '../../src/journal/read-journal.ts';
import { readSpans } from '../../src/journal/read-span-journals.ts';
import { encodeSpan } from '../../src/otlp/encode-span.ts';
import { parseTraceState } from '../../src/propagation/trace-state.ts';
import { journalIn, openSpan } from './spans.ts';

const base = mkdtempSync(join(tmpdir(), 'open-spans-'));
const journal = journalIn(join(base, 'antifreeze'));
afterAll(() => rmSync(base, { recursive: true }));

/** Also what JSON can't hold. */
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.double(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.uint8Array({ maxLength: 3 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 2, noNullPrototype: true }),
);
const attributes = fc.dictionary(fc.string({ minLength: 1 }), value, {
  maxKeys: 5,
  noNullPrototype: true,
}) as fc.Arbitrary<Attributes>;
const context = fc.record({
  traceId: fc.constant('a'.repeat(32)),
  spanId: fc.constant('b'.repeat(16)),
  traceFlags: fc.constantFrom(0, 1, 3),
  isRemote: fc.boolean(),
  traceState: fc.constantFrom(undefined, parseTraceState('one=1,two=2')),
}) as fc.Arbitrary<SpanContext>;

/** What a backend would get to see of it, but for its end. */
function asBegun(span: ReadableSpan): Uint8Array {
  const attributes = { ...span.attributes, 'antifreeze.unfinished': true };
  return encodeSpan(Object.assign(Object.create(span), { attributes, endTime: span.startTime }));
}

/** The only span in the journal, as the next process finds it. */
function foundAgain(): ReadableSpan | undefined {
  const text = readFileSync(journal.path ?? '', 'utf8');
  return readJournal(text, Date.now(), readSpans()).items[0];
}

test('a span that has begun comes back as it was, whatever it has', () => {
  fc.assert(
    fc.property(fc.string(), attributes, attributes, context, (name, own, others, linked) => {
      const links = [{ context: linked, attributes: others }];
      const span = openSpan(name, { attributes: own, links, kind: SpanKind.CONSUMER });
      journal.opened(span, { late: true });

      const found = foundAgain();

      expect(found && asBegun(found)).toEqual(asBegun(span));
      journal.settled([span]);
    }),
  );
});

test('so does one of which something has become known already', () => {
  const span = openSpan('failed').addEvent('retry', { attempt: 2 }).setStatus({ code: 2 });
  journal.opened(span as ReturnType<typeof openSpan>, { late: true });

  expect(foundAgain()).toMatchObject({
    status: { code: 2 },
    events: [{ name: 'retry', attributes: { attempt: 2 } }],
  });
});
