import type { CollectedPoint, MetricType } from '../otlp/collected-metric.ts';
import type { CollectedAttributes } from '../otlp/fields.ts';

/** One point of a plot. */
interface PlotPoint {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly value: number;
  readonly count: number | undefined;
  /** Of a histogram: its 95th percentile, as good as its buckets tell. */
  readonly p95: number | undefined;
  readonly exemplarTraceId: string | undefined;
}

/** One metric of one service with one set of attributes, over time. */
export interface MetricStream {
  readonly metric: string;
  readonly description: string;
  readonly unit: string;
  readonly type: MetricType;
  readonly delta: boolean;
  readonly monotonic: boolean;
  readonly service: string;
  readonly attributes: CollectedAttributes;
  readonly points: readonly PlotPoint[];
}

/** Metrics in memory: the newest points of each stream, and so many streams. */
export interface MetricStore {
  add(points: readonly CollectedPoint[]): void;
  streams(): MetricStream[];
  clear(): void;
}

const mostStreams = 2000;
const mostPoints = 1000;

export function createMetricStore(): MetricStore {
  const streams = new Map<string, MetricStream & { points: PlotPoint[] }>();
  return {
    add(points) {
      for (const point of points) {
        const service = String(point.resource['service.name'] ?? 'unknown service');
        const key = keyOf(point, service);
        const stream = streams.get(key) ?? newStream(point, service);
        stream.points.push(plotPoint(point));
        if (stream.points.length > mostPoints * 1.1) stream.points.splice(0, mostPoints / 10);
        streams.delete(key);
        streams.set(key, stream);
      }
      const tooMany = Math.max(0, streams.size - mostStreams);
      for (const key of [...streams.keys()].slice(0, tooMany)) streams.delete(key);
    },
    streams: () => [...streams.values()],
    clear: () => streams.clear(),
  };
}

function keyOf({ metric, attributes, type }: CollectedPoint, service: string): string {
  const sorted = Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [service, metric, type, ...sorted].join('\0');
}

function newStream(point: CollectedPoint, service: string) {
  const { metric, description, unit, type, delta, monotonic, attributes } = point;
  return { metric, description, unit, type, delta, monotonic, service, attributes, points: [] };
}

function plotPoint(point: CollectedPoint): PlotPoint {
  return {
    time: Number(point.time) / 1e6,
    value: point.value,
    count: point.count,
    p95: percentile(point, 0.95),
    exemplarTraceId: point.exemplarTraceId,
  };
}

function percentile({ buckets }: CollectedPoint, share: number): number | undefined {
  const total = buckets.counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const bucket = buckets.counts.findIndex((count) => {
    below += count;
    return below >= total * share;
  });
  return total === 0 ? undefined : (buckets.bounds[bucket] ?? buckets.bounds.at(-1));
}
