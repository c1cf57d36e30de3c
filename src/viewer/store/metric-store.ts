import type { CollectedPoint } from '../otlp/collected-metric.ts';

/** One point of a plot. */
interface PlotPoint {
  /** Epoch milliseconds. */
  readonly time: number;
  /** As it came; of a sum that only grows, what was added to it a second. */
  readonly value: number;
  readonly count: number | undefined;
  /** Of a histogram: how many values came into each bucket since the point before. */
  readonly counts: readonly number[];
  /** And its 95th percentile, as good as its buckets tell. */
  readonly p95: number | undefined;
  readonly exemplarTraceId: string | undefined;
}

/** One metric of one service with one set of attributes, over time. */
export interface MetricStream
  extends Pick<
    CollectedPoint,
    'metric' | 'description' | 'unit' | 'type' | 'delta' | 'monotonic' | 'attributes'
  > {
  readonly service: string;
  /** Upper bounds of a histogram's buckets but the last. */
  readonly bounds: readonly number[];
  readonly points: readonly PlotPoint[];
}

interface KeptStream extends MetricStream {
  readonly points: PlotPoint[];
  last: CollectedPoint | undefined;
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
  const streams = new Map<string, KeptStream>();
  return {
    add(points) {
      for (const point of points) {
        const service = String(point.resource['service.name'] ?? 'unknown service');
        const key = keyOf(point, service);
        const stream = streams.get(key) ?? newStream(point, service);
        append(stream, point);
        streams.delete(key);
        streams.set(key, stream);
      }
      const tooMany = Math.max(0, streams.size - mostStreams);
      for (const key of [...streams.keys()].slice(0, tooMany)) streams.delete(key);
    },
    streams: () =>
      [...streams.values()]
        .filter(({ points }) => points.length > 0)
        .map(({ last, ...stream }) => stream),
    clear: () => streams.clear(),
  };
}

function keyOf({ metric, attributes, type }: CollectedPoint, service: string): string {
  const sorted = Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [service, metric, type, ...sorted].join('\0');
}

function newStream(point: CollectedPoint, service: string): KeptStream {
  const { metric, description, unit, type, delta, monotonic, attributes, buckets } = point;
  const same = { metric, description, unit, type, delta, monotonic, service, attributes };
  return { ...same, bounds: buckets.bounds, points: [], last: undefined };
}

function append(stream: KeptStream, point: CollectedPoint): void {
  const plotted = plotPoint(point, stream.last);
  if (plotted) stream.points.push(plotted);
  stream.last = point;
  if (stream.points.length > mostPoints * 1.1) stream.points.splice(0, mostPoints / 10);
}

/** Undefined where a point says nothing yet: a rate needs a time in which it was so. */
function plotPoint(point: CollectedPoint, last: CollectedPoint | undefined): PlotPoint | undefined {
  const before = point.delta || (last && isRestart(point, last)) ? undefined : last;
  const since = before?.time ?? point.start;
  const isRate = point.type === 'sum' && point.monotonic;
  if (isRate && (since === 0n || since >= point.time)) return undefined;
  const seconds = Number(point.time - since) / 1e9;
  const counts = point.buckets.counts.map((count, at) => count - (before?.buckets.counts[at] ?? 0));
  return {
    time: Number(point.time) / 1e6,
    value: isRate ? (point.value - (before?.value ?? 0)) / seconds : point.value,
    count: point.count,
    counts,
    p95: percentile(counts, point.buckets.bounds, 0.95),
    exemplarTraceId: point.exemplarTraceId,
  };
}

/** Whether what counts from a start has begun anew. */
function isRestart(point: CollectedPoint, last: CollectedPoint): boolean {
  return point.value < last.value || (point.count ?? 0) < (last.count ?? 0);
}

function percentile(
  counts: readonly number[],
  bounds: readonly number[],
  share: number,
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const bucket = counts.findIndex((count) => {
    below += count;
    return below >= total * share;
  });
  return total === 0 ? undefined : (bounds[bucket] ?? bounds.at(-1));
}
