import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeLogRecord,
  logsRequest,
  withLogAttributes,
} from '../../src/otlp/encode-log-record.ts';
import { encodeRequest } from '../../src/otlp/encode-request.ts';
import { toJson } from '../../src/otlp/protobuf-json.ts';
import { readLogs } from '../../src/viewer/otlp/collected-log.ts';
import { exportLogsServiceRequest } from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../src/viewer/otlp/protobuf.ts';
import { logRecord } from '../signals/logs/sample-records.ts';

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.integer(),
    // The SDK writes integers that have no place in 64 bits as such.
    fc.double({ noNaN: true, min: -(2 ** 53), max: 2 ** 53 }),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const attributes = fc.dictionary(fc.string({ minLength: 1 }), value, {
  maxKeys: 5,
  noNullPrototype: true,
});
const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const records = fc
  .record({
    body: value,
    attributes,
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: fc.string(),
    eventName: fc.string(),
    isTraced: fc.boolean(),
    timestamp: fc.integer({ min: 0, max: 2 ** 40 }),
  })
  .map(({ body, isTraced, ...others }) =>
    logRecord(body, {
      ...(others as object),
      context: isTraced ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT,
    }),
  );

const requestOf = (record: ReadableLogRecord) => encodeRequest([record], encodeLogRecord);
const read = (request: Uint8Array) => readLogs(decodeMessage(exportLogsServiceRequest, request));

test('a record reads as one that the SDK itself has encoded', () => {
  fc.assert(
    fc.property(records, (record) => {
      const expected = ProtobufLogsSerializer.serializeRequest([record]) ?? new Uint8Array();

      expect(read(requestOf(record))).toEqual(read(expected));
    }),
  );
});

test('in JSON, a record reads as one that the SDK itself has written', () => {
  fc.assert(
    fc.property(records, (record) => {
      const expected = JsonLogsSerializer.serializeRequest([record]);

      const request = JSON.parse(JSON.stringify(toJson(logsRequest, requestOf(record))));

      expect(readLogs(request)).toEqual(readLogs(JSON.parse(new TextDecoder().decode(expected))));
    }),
  );
});

test('attributes can be added to what is encoded', () => {
  const record = logRecord('text', { attributes: { own: 1 } });

  const bytes = withLogAttributes(encodeLogRecord(record), { added: 2 });

  const [found] = read(encodeRequest([record], () => bytes));
  expect(found?.attributes).toEqual({ own: 1, added: 2 });
  expect(found?.body).toBe('text');
});
