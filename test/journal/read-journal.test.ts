import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeLine } from '../../src/journal/journal-line.ts';
import { readJournal } from '../../src/journal/read-journal.ts';
import { readSpans } from '../../src/journal/read-span-journals.ts';
import { toSpanRecord } from '../../src/journal/span-record.ts';
import { encodeSpan } from '../../src/otlp/encode-span.ts';
import { endedSpan, openSpan, resource } from './spans.ts';

const header = encodeLine({ resource: resource.attributes, number: 0 }).toString();
const ended = (span: ReadableSpan) =>
  encodeLine({ ended: toSpanRecord(span, 0, encodeSpan) }).toString();
const spans = Array.from({ length: 8 }, (_, number) => endedSpan(`span ${number} ünïcode 😀`));
const whole = Buffer.from(header + spans.map(ended).join(''));
const known = new Set(spans.map(asOtlp));
const read = (bytes: Uint8Array) =>
  readJournal(Buffer.from(bytes).toString(), Date.now(), readSpans());

/** All of a span that a backend gets to see. */
function asOtlp(span: ReadableSpan): string {
  return Buffer.from(ProtobufTraceSerializer.serializeRequest([span]) ?? []).toString('hex');
}

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.integer(),
  fc.array(fc.string(), { maxLength: 3 }),
);
const attributes = fc.dictionary(fc.string({ minLength: 1 }), value, {
  maxKeys: 5,
  noNullPrototype: true,
});

test('a span comes back as a backend would have got it', () => {
  fc.assert(
    fc.property(fc.string(), attributes, attributes, fc.string(), (name, own, others, message) => {
      const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
      const span = openSpan(name, {
        attributes: own,
        links: [{ context, attributes: others }],
        kind: 3,
      });
      span.addEvent('event', { text: message }).setStatus({ code: 2, message }).end();

      const [found] = readJournal(header + ended(span), 0, readSpans()).items;

      expect(found && asOtlp(found)).toBe(asOtlp(span));
    }),
  );
});

test('a torn journal gives the spans before the tear', () => {
  fc.assert(
    fc.property(fc.nat(whole.length), (length) => {
      const found = read(whole.subarray(0, length)).items.map(asOtlp);

      expect(found).toEqual([...known].slice(0, found.length));
    }),
  );
});

test('flipped bits cost spans, but never make any', () => {
  const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(flips, (places) => {
      const bytes = Uint8Array.from(whole);
      for (const [index, bit] of places) bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);

      const found = read(bytes).items.map(asOtlp);

      expect(found.filter((span) => !known.has(span))).toEqual([]);
    }),
  );
});

test('one flipped bit in a span costs just that span', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: header.length, max: whole.length - 2 }),
      fc.nat(7),
      (index, bit) => {
        const bytes = Uint8Array.from(whole);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);

        // A line end that is spoilt, or made, touches two lines at most.
        expect(read(bytes).items.length).toBeGreaterThanOrEqual(spans.length - 2);
        expect(read(bytes).items.length).toBeLessThan(spans.length);
      },
    ),
  );
});

test('any bytes at all are read without a span and without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      expect(read(bytes)).toMatchObject({ items: [], lost: 0 });
    }),
  );
});

test('whole lines of any content are read without an error', () => {
  const part = fc.oneof(fc.jsonValue(), fc.constant(toSpanRecord(endedSpan('odd'), 0, encodeSpan)));
  const record = fc.record(
    {
      open: part,
      ended: part,
      settled: part,
      lost: part,
      resource: part,
      number: part,
      deadline: part,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(record, fc.jsonValue()), { maxLength: 10 }), (records) => {
      const { items: found, lost } = readJournal(
        header + records.map(encodeLine).join(''),
        0,
        readSpans(),
      );

      expect(found.every(({ name }) => name === 'odd')).toBe(true);
      expect(lost).toBeGreaterThanOrEqual(0);
    }),
  );
});
