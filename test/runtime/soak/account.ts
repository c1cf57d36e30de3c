import type { CollectedRequest } from '../../../harness/collector/read-request.ts';
import type { CollectedPoint } from '../../../src/viewer/otlp/collected-metric.ts';
import type { Signal } from '../../../src/viewer/store/telemetry.ts';

/** What a collector knows of the items of a signal that were made. */
interface Account {
  /** Each once. */
  readonly received: number;
  /** As the items that have come say. */
  readonly dropped: number;
  readonly twice: number;
  /** Of those that came twice, how many although their sender knew that they had come. */
  readonly needlesslyTwice: number;
  /**
   * Came only in requests of which the sender may not know that they have: so they may have been dropped and reported
   * as well. With those that they tell of.
   */
  readonly unknown: number;
}

/** An item of a request. */
interface Item {
  readonly id: string;
  /** How many dropped ones it tells of. */
  readonly told: number;
}

/** Takes an account of spans, unless told otherwise. A sender that goes on with a connection has read the answer to its request before. */
export function account(requests: readonly CollectedRequest[], signal: Signal = 'traces'): Account {
  const kept = requests.filter((request) => request.kept);
  const lastOn = new Map(requests.map((request) => [request.connection, request]));
  const arrivals = kept.flatMap((request) =>
    itemsIn(request, signal).map((item) => ({
      ...item,
      isKnown: lastOn.get(request.connection) !== request,
    })),
  );
  const received = new Map(arrivals.map(({ id, told }) => [id, told]));
  const known = new Set<string>();
  const needless = arrivals.filter(({ id, isKnown }) => {
    const wasKnown = known.has(id);
    if (isKnown) known.add(id);
    return wasKnown;
  });
  return {
    received: received.size,
    dropped: sum([...received.values()]),
    twice: arrivals.length - received.size,
    needlesslyTwice: needless.length,
    unknown: sum([...received].map(([id, told]) => (known.has(id) ? 0 : 1 + told))),
  };
}

/** The points of metrics that have come, each once: those that were kept, and those that were refused for good. */
export function pointsIn(requests: readonly CollectedRequest[]) {
  const pointsOf = (taken: readonly CollectedRequest[]) =>
    new Map(
      taken.flatMap(({ batch }) =>
        batch.signal === 'metrics' ? batch.items.map((point) => [idOf(point), point] as const) : [],
      ),
    );
  const kept = pointsOf(requests.filter((request) => request.kept));
  const refused = pointsOf(requests.filter(({ status }) => status === 400));
  for (const id of kept.keys()) refused.delete(id);
  return { kept: [...kept.values()], refused: [...refused.values()] };
}

/** Records tell how they are called by their texts, and points by all that they say. Metrics have one point each. */
function itemsIn({ batch }: CollectedRequest, signal: Signal): readonly Item[] {
  if (batch.signal !== signal) return [];
  switch (batch.signal) {
    case 'traces':
      return batch.items.map(({ spanId, attributes }) => ({
        id: spanId,
        told: Number(attributes['antifreeze.dropped_spans'] ?? 0),
      }));
    case 'logs':
      return batch.items.map(({ body, attributes }) => ({
        id: String(body),
        told: Number(attributes['antifreeze.dropped_log_records'] ?? 0),
      }));
    case 'metrics':
      return batch.items.map((point) => ({
        id: idOf(point),
        told: Number(point.metadata['antifreeze.dropped_metrics'] ?? 0),
      }));
  }
}

function idOf({ metric, attributes, resource, start, time, value, count }: CollectedPoint): string {
  const process = resource['service.instance.id'];
  return JSON.stringify([metric, attributes, process, `${start}`, `${time}`, value, count]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
