import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tracesJson } from '../../src/export/otlp-json.ts';
import { decodeSpan } from '../../src/otlp/decode-span.ts';
import { encodeRequest } from '../../src/otlp/encode-request.ts';
import { encodeSpan, encodingOnce } from '../../src/otlp/encode-span.ts';
import { readSpans } from '../../src/viewer/otlp/collected-span.ts';
import { exportTraceServiceRequest } from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../src/viewer/otlp/protobuf.ts';
import { spans } from './any-spans.ts';

test("a request has the bytes that OpenTelemetry's own serializer makes", () => {
  fc.assert(
    fc.property(spans, (some) => {
      const request = encodeRequest(some, encodeSpan);

      expect(Buffer.from(request).toString('hex')).toBe(
        Buffer.from(ProtobufTraceSerializer.serializeRequest(some) ?? []).toString('hex'),
      );
    }),
    { numRuns: 500 },
  );
});

test('a request reads the same in JSON', () => {
  fc.assert(
    fc.property(spans, (some) => {
      const request = encodeRequest(some, encodeSpan);

      const json: unknown = JSON.parse(new TextDecoder().decode(tracesJson(request)));

      expect(readSpans(json)).toEqual(readSpans(decodeMessage(exportTraceServiceRequest, request)));
    }),
  );
});

test('a span that has ended is encoded once, and one that is open whenever it is asked for', () => {
  fc.assert(
    fc.property(
      spans.filter((some) => some.length > 0),
      ([span]) => {
        const encode = encodingOnce();
        const open = { ...(span as ReadableSpan), ended: false };

        expect(encode(span as ReadableSpan)).toBe(encode(span as ReadableSpan));
        expect(encode(open)).not.toBe(encode(open));
        expect(encode(open)).toEqual(encode(span as ReadableSpan));
      },
    ),
  );
});

test('a span that is decoded gives the same bytes again', () => {
  fc.assert(
    fc.property(spans, (some) => {
      for (const span of some) {
        const bytes = encodeSpan(span);

        expect(encodeSpan(decodeSpan(bytes, span))).toEqual(bytes);
      }
    }),
  );
});

test('any bytes at all are decoded, or refused with an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), spans, (bytes, [span]) => {
      try {
        decodeSpan(bytes, span as ReadableSpan);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});
