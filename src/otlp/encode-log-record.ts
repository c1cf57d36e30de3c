import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { writeAnyValue, writeAttributes } from './encode-attributes.ts';
import { anyValue, type JsonSchema, keyValues, requestSchema } from './protobuf-json.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

const attributesField = 6;

/**
 * The message `LogRecord` of opentelemetry/proto/logs/v1/logs.proto, without the tag that it has in a request. Throws where
 * it holds what can't be encoded.
 */
export function encodeLogRecord(record: ReadableLogRecord): Uint8Array {
  const writer = new ProtobufWriter();
  const { spanContext, severityNumber, severityText, body, eventName } = record;
  if (eventName) writer.string(12, eventName);
  writer.time(11, record.hrTimeObserved);
  if (spanContext) {
    writer.hex(10, spanContext.spanId);
    writer.hex(9, spanContext.traceId);
    writer.fixed32(8, spanContext.traceFlags);
  }
  if (record.droppedAttributesCount) writer.varint(7, record.droppedAttributesCount);
  writeAttributes(writer, attributesField, record.attributes);
  if (body !== undefined && body !== null) writer.message(5, () => writeAnyValue(writer, body));
  if (severityText) writer.string(3, severityText);
  if (severityNumber) writer.varint(2, severityNumber);
  writer.time(1, record.hrTime);
  return writer.finish();
}

/** A record's bytes with more attributes. */
export function withLogAttributes(record: Uint8Array, attributes: Attributes): Uint8Array {
  const writer = new ProtobufWriter();
  writeAttributes(writer, attributesField, attributes);
  // Messages one after the other are their union.
  return Buffer.concat([record, writer.finish()]);
}

const logRecord: JsonSchema = {
  1: ['timeUnixNano', 'fixed64'],
  2: ['severityNumber', 'int'],
  3: ['severityText', 'text'],
  5: ['body', () => anyValue],
  [attributesField]: keyValues('attributes'),
  7: ['droppedAttributesCount', 'int'],
  8: ['flags', 'fixed32'],
  9: ['traceId', 'hex'],
  10: ['spanId', 'hex'],
  11: ['observedTimeUnixNano', 'fixed64'],
  12: ['eventName', 'text'],
};

/** Of an `ExportLogsServiceRequest`. */
export const logsRequest: JsonSchema = requestSchema(
  'resourceLogs',
  'scopeLogs',
  'logRecords',
  logRecord,
);
