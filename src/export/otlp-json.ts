import { encodeAsJson, type JsonSchema, keyValues, requestSchema } from '../otlp/protobuf-json.ts';

/** An `ExportTraceServiceRequest` in JSON. */
export function tracesJson(request: Uint8Array): Uint8Array {
  return encodeAsJson(tracesRequest, request);
}

const event: JsonSchema = {
  1: ['timeUnixNano', 'fixed64'],
  2: ['name', 'text'],
  3: keyValues('attributes'),
  4: ['droppedAttributesCount', 'int'],
};

const link: JsonSchema = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  3: ['traceState', 'text'],
  4: keyValues('attributes'),
  5: ['droppedAttributesCount', 'int'],
  6: ['flags', 'fixed32'],
};

const status: JsonSchema = { 2: ['message', 'text'], 3: ['code', 'int'] };

const span: JsonSchema = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  3: ['traceState', 'text'],
  4: ['parentSpanId', 'hex'],
  5: ['name', 'text'],
  6: ['kind', 'int'],
  7: ['startTimeUnixNano', 'fixed64'],
  8: ['endTimeUnixNano', 'fixed64'],
  9: keyValues('attributes'),
  10: ['droppedAttributesCount', 'int'],
  11: ['events', () => event, 'repeated'],
  12: ['droppedEventsCount', 'int'],
  13: ['links', () => link, 'repeated'],
  14: ['droppedLinksCount', 'int'],
  15: ['status', () => status],
  16: ['flags', 'fixed32'],
};

/** opentelemetry/proto/trace/v1/trace.proto */
const tracesRequest: JsonSchema = requestSchema('resourceSpans', 'scopeSpans', 'spans', span);
