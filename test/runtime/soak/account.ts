import type { CollectedRequest } from '../../../harness/collector/read-request.ts';

/** What a collector knows of the spans that were made. */
interface Account {
  /** Each once. */
  readonly received: number;
  /** As the spans that have come say. */
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

/** Takes an account. A sender that goes on with a connection has read the answer to its request before. */
export function account(requests: readonly CollectedRequest[]): Account {
  const kept = requests.filter((request) => request.kept);
  const lastOn = new Map(requests.map((request) => [request.connection, request]));
  const arrivals = kept.flatMap((request) =>
    request.spans.map(({ spanId, attributes }) => ({
      spanId,
      isKnown: lastOn.get(request.connection) !== request,
      told: Number(attributes['antifreeze.dropped_spans'] ?? 0),
    })),
  );
  const received = new Map(arrivals.map(({ spanId, told }) => [spanId, told]));
  const known = new Set<string>();
  const needless = arrivals.filter(({ spanId, isKnown }) => {
    const wasKnown = known.has(spanId);
    if (isKnown) known.add(spanId);
    return wasKnown;
  });
  return {
    received: received.size,
    dropped: sum([...received.values()]),
    twice: arrivals.length - received.size,
    needlesslyTwice: needless.length,
    unknown: sum([...received].map(([spanId, told]) => (known.has(spanId) ? 0 : 1 + told))),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
