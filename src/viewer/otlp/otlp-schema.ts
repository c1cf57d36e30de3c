import type { MessageSchema } from './protobuf.ts';

/** `ExportTraceServiceRequest` of opentelemetry-proto 1.x, named as in OTLP/JSON so that both encodings read alike. */
export const exportTraceServiceRequest: MessageSchema = {
  1: { name: 'resourceSpans', type: () => resourceSpans, repeated: true },
};

/** `ExportLogsServiceRequest` of opentelemetry-proto 1.x. */
export const exportLogsServiceRequest: MessageSchema = {
  1: { name: 'resourceLogs', type: () => resourceLogs, repeated: true },
};

/** `ExportMetricsServiceRequest` of opentelemetry-proto 1.x. */
export const exportMetricsServiceRequest: MessageSchema = {
  1: { name: 'resourceMetrics', type: () => resourceMetrics, repeated: true },
};

/** `ExportTraceServiceResponse` of opentelemetry-proto 1.x. */
export const exportTraceServiceResponse: MessageSchema = {
  1: { name: 'partialSuccess', type: () => partialSuccess },
};

const partialSuccess: MessageSchema = {
  1: { name: 'rejectedSpans', type: 'int64' },
  2: { name: 'errorMessage', type: 'string' },
};

const resourceSpans: MessageSchema = {
  1: { name: 'resource', type: () => resource },
  2: { name: 'scopeSpans', type: () => scopeSpans, repeated: true },
  3: { name: 'schemaUrl', type: 'string' },
};

const resource: MessageSchema = {
  1: { name: 'attributes', type: () => keyValue, repeated: true },
  2: { name: 'droppedAttributesCount', type: 'int' },
};

const scopeSpans: MessageSchema = {
  1: { name: 'scope', type: () => scope },
  2: { name: 'spans', type: () => span, repeated: true },
  3: { name: 'schemaUrl', type: 'string' },
};

const scope: MessageSchema = {
  1: { name: 'name', type: 'string' },
  2: { name: 'version', type: 'string' },
  3: { name: 'attributes', type: () => keyValue, repeated: true },
  4: { name: 'droppedAttributesCount', type: 'int' },
};

const span: MessageSchema = {
  1: { name: 'traceId', type: 'hex' },
  2: { name: 'spanId', type: 'hex' },
  3: { name: 'traceState', type: 'string' },
  4: { name: 'parentSpanId', type: 'hex' },
  5: { name: 'name', type: 'string' },
  6: { name: 'kind', type: 'int' },
  7: { name: 'startTimeUnixNano', type: 'fixed64' },
  8: { name: 'endTimeUnixNano', type: 'fixed64' },
  9: { name: 'attributes', type: () => keyValue, repeated: true },
  10: { name: 'droppedAttributesCount', type: 'int' },
  11: { name: 'events', type: () => event, repeated: true },
  12: { name: 'droppedEventsCount', type: 'int' },
  13: { name: 'links', type: () => link, repeated: true },
  14: { name: 'droppedLinksCount', type: 'int' },
  15: { name: 'status', type: () => status },
  16: { name: 'flags', type: 'fixed32' },
};

const event: MessageSchema = {
  1: { name: 'timeUnixNano', type: 'fixed64' },
  2: { name: 'name', type: 'string' },
  3: { name: 'attributes', type: () => keyValue, repeated: true },
  4: { name: 'droppedAttributesCount', type: 'int' },
};

const link: MessageSchema = {
  1: { name: 'traceId', type: 'hex' },
  2: { name: 'spanId', type: 'hex' },
  3: { name: 'traceState', type: 'string' },
  4: { name: 'attributes', type: () => keyValue, repeated: true },
  5: { name: 'droppedAttributesCount', type: 'int' },
  6: { name: 'flags', type: 'fixed32' },
};

const status: MessageSchema = {
  2: { name: 'message', type: 'string' },
  3: { name: 'code', type: 'int' },
};

const keyValue: MessageSchema = {
  1: { name: 'key', type: 'string' },
  2: { name: 'value', type: () => anyValue },
};

const anyValue: MessageSchema = {
  1: { name: 'stringValue', type: 'string' },
  2: { name: 'boolValue', type: 'bool' },
  3: { name: 'intValue', type: 'int64' },
  4: { name: 'doubleValue', type: 'double' },
  5: { name: 'arrayValue', type: () => arrayValue },
  6: { name: 'kvlistValue', type: () => keyValueList },
  7: { name: 'bytesValue', type: 'bytes' },
};

const arrayValue: MessageSchema = { 1: { name: 'values', type: () => anyValue, repeated: true } };

const keyValueList: MessageSchema = { 1: { name: 'values', type: () => keyValue, repeated: true } };

const resourceLogs: MessageSchema = {
  1: { name: 'resource', type: () => resource },
  2: { name: 'scopeLogs', type: () => scopeLogs, repeated: true },
};

const scopeLogs: MessageSchema = {
  1: { name: 'scope', type: () => scope },
  2: { name: 'logRecords', type: () => logRecord, repeated: true },
};

const logRecord: MessageSchema = {
  1: { name: 'timeUnixNano', type: 'fixed64' },
  2: { name: 'severityNumber', type: 'int' },
  3: { name: 'severityText', type: 'string' },
  5: { name: 'body', type: () => anyValue },
  6: { name: 'attributes', type: () => keyValue, repeated: true },
  9: { name: 'traceId', type: 'hex' },
  10: { name: 'spanId', type: 'hex' },
  11: { name: 'observedTimeUnixNano', type: 'fixed64' },
  12: { name: 'eventName', type: 'string' },
};

const resourceMetrics: MessageSchema = {
  1: { name: 'resource', type: () => resource },
  2: { name: 'scopeMetrics', type: () => scopeMetrics, repeated: true },
};

const scopeMetrics: MessageSchema = {
  2: { name: 'metrics', type: () => metric, repeated: true },
};

const metric: MessageSchema = {
  1: { name: 'name', type: 'string' },
  2: { name: 'description', type: 'string' },
  3: { name: 'unit', type: 'string' },
  5: { name: 'gauge', type: () => pointsOf(numberPoint) },
  7: { name: 'sum', type: () => pointsOf(numberPoint) },
  9: { name: 'histogram', type: () => pointsOf(histogramPoint) },
  10: { name: 'exponentialHistogram', type: () => pointsOf(exponentialHistogramPoint) },
  11: { name: 'summary', type: () => pointsOf(summaryPoint) },
  12: { name: 'metadata', type: () => keyValue, repeated: true },
};

/** All kinds of metrics number these fields alike. */
function pointsOf(point: MessageSchema): MessageSchema {
  return {
    1: { name: 'dataPoints', type: () => point, repeated: true },
    2: { name: 'aggregationTemporality', type: 'int' },
    3: { name: 'isMonotonic', type: 'bool' },
  };
}

const numberPoint: MessageSchema = {
  3: { name: 'timeUnixNano', type: 'fixed64' },
  4: { name: 'asDouble', type: 'double' },
  5: { name: 'exemplars', type: () => exemplar, repeated: true },
  6: { name: 'asInt', type: 'sfixed64' },
  7: { name: 'attributes', type: () => keyValue, repeated: true },
};

const histogramPoint: MessageSchema = {
  3: { name: 'timeUnixNano', type: 'fixed64' },
  4: { name: 'count', type: 'fixed64' },
  5: { name: 'sum', type: 'double' },
  6: { name: 'bucketCounts', type: 'fixed64', repeated: true },
  7: { name: 'explicitBounds', type: 'double', repeated: true },
  8: { name: 'exemplars', type: () => exemplar, repeated: true },
  9: { name: 'attributes', type: () => keyValue, repeated: true },
};

const exponentialHistogramPoint: MessageSchema = {
  1: { name: 'attributes', type: () => keyValue, repeated: true },
  3: { name: 'timeUnixNano', type: 'fixed64' },
  4: { name: 'count', type: 'fixed64' },
  5: { name: 'sum', type: 'double' },
  11: { name: 'exemplars', type: () => exemplar, repeated: true },
};

const summaryPoint: MessageSchema = {
  3: { name: 'timeUnixNano', type: 'fixed64' },
  4: { name: 'count', type: 'fixed64' },
  5: { name: 'sum', type: 'double' },
  7: { name: 'attributes', type: () => keyValue, repeated: true },
};

const exemplar: MessageSchema = {
  2: { name: 'timeUnixNano', type: 'fixed64' },
  4: { name: 'spanId', type: 'hex' },
  5: { name: 'traceId', type: 'hex' },
};
