import { writeAttributes } from '../../otlp/encode-attributes.ts';
import { encodeMetric } from '../../otlp/encode-metric.ts';
import { type JsonSchema, keyValues, requestSchema } from '../../otlp/protobuf-json.ts';
import { ProtobufWriter } from '../../otlp/protobuf-writer.ts';
import type { EncodedItem } from '../encoded-item.ts';
import type { SignalFormat } from '../signal-outlet.ts';
import type { MetricItem } from './metric-item.ts';

/** All points of a metric of one collection as what is sent. */
export function encodedMetric({
  id,
  resource,
  instrumentationScope,
  ...metric
}: MetricItem): EncodedItem {
  return { id, bytes: encodeMetric(metric), resource, instrumentationScope, dropped: 0 };
}

const exemplar: JsonSchema = {
  2: ['timeUnixNano', 'fixed64'],
  3: ['asDouble', 'double'],
  4: ['spanId', 'hex'],
  5: ['traceId', 'hex'],
  6: ['asInt', 'sfixed64'],
};

const numberPoint: JsonSchema = {
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['asDouble', 'double'],
  5: ['exemplars', () => exemplar, 'repeated'],
  6: ['asInt', 'sfixed64'],
  7: keyValues('attributes'),
};

const histogramPoint: JsonSchema = {
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['bucketCounts', 'fixed64', 'repeated'],
  7: ['explicitBounds', 'double', 'repeated'],
  8: ['exemplars', () => exemplar, 'repeated'],
  9: keyValues('attributes'),
  11: ['min', 'double'],
  12: ['max', 'double'],
};

const buckets: JsonSchema = {
  1: ['offset', 'sint'],
  2: ['bucketCounts', 'int64', 'repeated'],
};

const exponentialPoint: JsonSchema = {
  1: keyValues('attributes'),
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['scale', 'sint'],
  7: ['zeroCount', 'fixed64'],
  8: ['positive', () => buckets],
  9: ['negative', () => buckets],
  11: ['exemplars', () => exemplar, 'repeated'],
  12: ['min', 'double'],
  13: ['max', 'double'],
};

/** All kinds of metrics number these alike. */
function pointsOf(name: string, point: JsonSchema): JsonSchema[number] {
  return [
    name,
    () => ({
      1: ['dataPoints', () => point, 'repeated'],
      2: ['aggregationTemporality', 'int'],
      3: ['isMonotonic', 'bool'],
    }),
  ];
}

const metric: JsonSchema = {
  1: ['name', 'text'],
  2: ['description', 'text'],
  3: ['unit', 'text'],
  5: pointsOf('gauge', numberPoint),
  7: pointsOf('sum', numberPoint),
  9: pointsOf('histogram', histogramPoint),
  10: pointsOf('exponentialHistogram', exponentialPoint),
  12: keyValues('metadata'),
};

/** opentelemetry/proto/metrics/v1/metrics.proto */
export const metricFormat: SignalFormat = {
  signal: 'metrics',
  schema: requestSchema('resourceMetrics', 'scopeMetrics', 'metrics', metric),
  withDropped(bytes, dropped) {
    const writer = new ProtobufWriter();
    writeAttributes(writer, 12, { 'antifreeze.dropped_metrics': dropped });
    return Buffer.concat([bytes, writer.finish()]);
  },
};
