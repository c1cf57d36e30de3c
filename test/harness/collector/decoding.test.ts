import type { HrTime } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpans } from '../../../src/viewer/otlp/collected-span.ts';
import { exportTraceServiceRequest } from '../../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../../src/viewer/otlp/protobuf.ts';
import { sampleSpans } from './sample-spans.ts';

const encodings = {
  protobuf: (spans: ReadableSpan[]) => {
    const bytes = ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array();
    return readSpans(decodeMessage(exportTraceServiceRequest, bytes));
  },
  json: (spans: ReadableSpan[]) => {
    const bytes = JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array();
    return readSpans(JSON.parse(Buffer.from(bytes).toString()));
  },
};

test.each(['protobuf', 'json'] as const)('a span by the SDK is read back from %s', (encoding) => {
  const spans = sampleSpans();
  const [original, root] = spans;

  const [span, parent] = encodings[encoding](spans);

  expect(span).toEqual({
    traceId: original?.spanContext().traceId,
    spanId: original?.spanContext().spanId,
    parentSpanId: root?.spanContext().spanId,
    traceState: '',
    flags: 0x101,
    name: 'save order',
    kind: 'client',
    start: nanoseconds(original?.startTime),
    end: nanoseconds(original?.endTime),
    attributes: original?.attributes,
    status: { code: 'error', message: 'no stock' },
    events: [
      {
        name: 'retried',
        time: nanoseconds(original?.events[0]?.time),
        attributes: { attempt: 2 },
        droppedAttributes: 0,
      },
    ],
    links: [
      {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        traceState: '',
        flags: 0x101,
        attributes: original?.links[0]?.attributes ?? {},
        droppedAttributes: 0,
      },
    ],
    dropped: { attributes: 0, events: 1, links: 1 },
    resource: original?.resource.attributes,
    scope: { name: 'sample', version: '1.2.3' },
  });
  expect(parent).toMatchObject({ name: 'POST /orders', kind: 'server', parentSpanId: undefined });
});

test('both encodings give the same span whatever its attributes', () => {
  // NaN, the infinities and whole numbers beyond 64 bits the SDK's JSON can't say.
  const fraction = fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true });
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fraction);

  fc.assert(
    fc.property(fc.tuple(value, value), ([first, second]) => {
      const spans = sampleSpans({ first, second });

      const [fromProtobuf, fromJson] = [encodings.protobuf(spans), encodings.json(spans)];

      expect(fromProtobuf).toEqual(fromJson);
      expect(fromProtobuf[0]?.attributes).toMatchObject({ first, second });
    }),
  );
});

test('a double that is null was not sent', () => {
  const attributes = [{ key: 'ratio', value: { doubleValue: null } }];
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes };

  const [read] = readSpans({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

  expect(read?.attributes).toEqual({ ratio: undefined });
});

test('an integer beyond 64 bits is malformed', () => {
  const attributes = [{ key: 'count', value: { intValue: 1e300 } }];
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes };

  expect(() => readSpans({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })).toThrow(
    'intValue is not a 64-bit integer',
  );
});

test('a 64-bit integer keeps its digits', () => {
  const intValue = (value: unknown) => ({ key: String(value), value: { intValue: value } });
  const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const span = { ...ids, attributes: [intValue('9223372036854775807'), intValue(5)] };

  const [read] = readSpans({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

  expect(read?.attributes).toEqual({ '9223372036854775807': 9223372036854775807n, '5': 5 });
});

test.each([
  { name: 'all zeros', spanId: '0'.repeat(16) },
  { name: 'too short', spanId: 'ab' },
  { name: 'missing', spanId: undefined },
])('an id that is $name is malformed', ({ spanId }) => {
  const span = { traceId: 'a'.repeat(32), spanId };

  expect(() => readSpans({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })).toThrow(
    'spanId is not an id of 8 bytes',
  );
});

test('a message that is cut off is malformed, wherever the cut is', () => {
  const bytes = ProtobufTraceSerializer.serializeRequest(sampleSpans()) ?? new Uint8Array();

  fc.assert(
    fc.property(fc.integer({ min: 1, max: bytes.length - 1 }), (length) => {
      expect(() => decodeMessage(exportTraceServiceRequest, bytes.subarray(0, length))).toThrow();
    }),
  );
});

test('any bytes are either decoded or refused with an error', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        decodeMessage(exportTraceServiceRequest, bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});

function nanoseconds([seconds, rest]: HrTime = [0, 0]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}
