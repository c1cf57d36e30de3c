import {
  attributesOf,
  type CollectedAttributes,
  count,
  type Json,
  list,
  nanoseconds,
  object,
  text,
} from './fields.ts';

/** One data point of one stream of a metric, as it was received. */
export interface CollectedPoint {
  readonly metric: string;
  readonly description: string;
  readonly unit: string;
  /** What the metric says beside its points. */
  readonly metadata: CollectedAttributes;
  readonly type: MetricType;
  /** Whether each point counts from the one before, and not from the start. */
  readonly delta: boolean;
  /** Whether a sum only grows. */
  readonly monotonic: boolean;
  /** Nanoseconds since the epoch: when it was taken, and from when on it counts; 0 where that isn't told. */
  readonly time: bigint;
  readonly start: bigint;
  readonly attributes: CollectedAttributes;
  readonly resource: CollectedAttributes;
  /** Of a gauge or a sum; of a histogram or a summary its sum. */
  readonly value: number;
  /** Of a histogram or a summary: how many values are in it. */
  readonly count: number | undefined;
  /** Of a histogram: its upper bounds, and how many values are within each and above the last. */
  readonly buckets: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
  /** The first trace among its exemplars. */
  readonly exemplarTraceId: string | undefined;
}

type MetricType = (typeof types)[number];

const types = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;
const deltaTemporality = 1;

/** The points of an `ExportMetricsServiceRequest`. Throws where a time is malformed. */
export function readPoints(request: unknown): CollectedPoint[] {
  return list(request, 'resourceMetrics').flatMap((group) => {
    const resource = attributesOf(object(group, 'resource'));
    return list(group, 'scopeMetrics').flatMap((scoped) =>
      list(scoped, 'metrics').flatMap((metric) => readMetric(metric, resource)),
    );
  });
}

function readMetric(metric: Json, resource: CollectedAttributes): CollectedPoint[] {
  const type = types.find((each) => metric[each] !== undefined) ?? 'gauge';
  const data = object(metric, type);
  const shared = {
    metric: text(metric, 'name'),
    description: text(metric, 'description'),
    unit: text(metric, 'unit'),
    metadata: attributesOf(metric, 'metadata'),
    type,
    delta: count(data, 'aggregationTemporality') === deltaTemporality,
    monotonic: data['isMonotonic'] === true,
    resource,
  };
  return list(data, 'dataPoints').map((point) => ({
    ...shared,
    time: nanoseconds(point, 'timeUnixNano'),
    start: nanoseconds(point, 'startTimeUnixNano'),
    attributes: attributesOf(point),
    value: Number(point['asDouble'] ?? point['asInt'] ?? point['sum'] ?? 0),
    count: point['count'] === undefined ? undefined : Number(point['count']),
    buckets: { bounds: numbers(point, 'explicitBounds'), counts: numbers(point, 'bucketCounts') },
    exemplarTraceId: list(point, 'exemplars').map((exemplar) => text(exemplar, 'traceId'))[0],
  }));
}

function numbers(point: Json, name: string): number[] {
  return list(point, name).map(Number);
}
