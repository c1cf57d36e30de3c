import { matchesSpan } from './search.ts';
import type { TraceStore } from './trace-store.ts';
import type { TraceSummary } from './trace-summary.ts';

/** Which traces are wanted. */
export interface TraceQuery {
  /** In the name, an id, or an attribute of any span; several words have to be there all. */
  readonly text: string;
  readonly service: string;
  readonly errorsOnly: boolean;
  readonly coldOnly: boolean;
  /** Milliseconds. */
  readonly minDuration: number;
  /** Traces that began after this, in epoch milliseconds. */
  readonly since: number;
  /** And before this. */
  readonly until: number;
  readonly limit: number;
}

/** Traces that fit, the latest start first, and how many there are in all. */
export interface FoundTraces {
  readonly traces: readonly TraceSummary[];
  readonly matching: number;
  readonly services: readonly string[];
}

/** Looks through all traces. */
export function findTraces(store: TraceStore, query: TraceQuery): FoundTraces {
  const all = store.summaries();
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(
    (summary) =>
      fits(summary, query) && (words.length === 0 || hasWords(store, summary.traceId, words)),
  );
  found.sort((a, b) => b.start - a.start);
  return {
    traces: found.slice(0, query.limit),
    matching: found.length,
    services: [...new Set(all.flatMap(({ services }) => services))].sort(),
  };
}

function fits(summary: TraceSummary, query: TraceQuery): boolean {
  if (query.service && !summary.services.includes(query.service)) return false;
  if (query.errorsOnly && summary.errors === 0) return false;
  if (query.coldOnly && !summary.coldStart) return false;
  const { start, duration } = summary;
  return duration >= query.minDuration && start >= query.since && start <= query.until;
}

function hasWords(store: TraceStore, traceId: string, words: readonly string[]): boolean {
  const spans = store.trace(traceId);
  return words.every((word) => spans.some((span) => matchesSpan(word, span)));
}
