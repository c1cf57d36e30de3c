import type { CollectedSpan } from '../otlp/collected-span.ts';
import type { Retention } from './retention.ts';
import { summarize, type TraceSummary } from './trace-summary.ts';

interface KeptTrace {
  /** By their ids, since an export may be repeated. */
  readonly spans: Map<string, CollectedSpan>;
  bytes: number;
  /** Epoch milliseconds. */
  changed: number;
  /** Until the next span comes. */
  summary: TraceSummary | undefined;
}

/** Traces in memory. Where they are too many, whole traces go: those to which nothing came for the longest time. */
export interface TraceStore {
  /**
   * Takes spans that made up so many bytes of an export, and when that came, where it came just now. Gives the ids of the
   * traces that had to go.
   */
  add(spans: readonly CollectedSpan[], bytes: number, receivedAt?: number): string[];
  /** When a span came, in epoch milliseconds. */
  receivedAt(span: CollectedSpan): number | undefined;
  trace(traceId: string): readonly CollectedSpan[];
  /** The oldest change first. */
  summaries(): TraceSummary[];
  size(): { readonly traces: number; readonly spans: number; readonly bytes: number };
  /** Lets go of what is too old by now, and gives the ids. */
  expire(now: number): string[];
  clear(): void;
}

export function createTraceStore(retention: Retention): TraceStore {
  // A map keeps the order in which keys were set: a trace that changes is set anew.
  const traces = new Map<string, KeptTrace>();
  const received = new WeakMap<CollectedSpan, number>();
  let spanCount = 0;
  let byteCount = 0;

  const remove = (traceId: string, { spans, bytes }: KeptTrace) => {
    traces.delete(traceId);
    spanCount -= spans.size;
    byteCount -= bytes;
  };
  const evict = (isOver: (oldest: KeptTrace) => boolean): string[] => {
    const gone: string[] = [];
    for (const [traceId, trace] of traces) {
      if (!isOver(trace)) break;
      remove(traceId, trace);
      gone.push(traceId);
    }
    return gone;
  };
  const isFull = () => spanCount > retention.count || byteCount > retention.bytes;

  return {
    receivedAt: (span) => received.get(span),
    add(spans, bytes, receivedAt) {
      const share = bytes / Math.max(1, spans.length);
      for (const span of spans) {
        const trace = traces.get(span.traceId) ?? newTrace();
        const before = trace.spans.size;
        trace.spans.set(span.spanId, span);
        if (receivedAt !== undefined) received.set(span, receivedAt);
        const added = trace.spans.size - before;
        trace.bytes += share * added;
        trace.summary = undefined;
        trace.changed = Date.now();
        spanCount += added;
        byteCount += share * added;
        traces.delete(span.traceId);
        traces.set(span.traceId, trace);
      }
      return evict(isFull);
    },
    trace: (traceId) => [...(traces.get(traceId)?.spans.values() ?? [])],
    summaries: () =>
      Array.from(traces, ([traceId, trace]) => {
        trace.summary ??= summarize(traceId, [...trace.spans.values()]);
        return trace.summary;
      }),
    size: () => ({ traces: traces.size, spans: spanCount, bytes: Math.round(byteCount) }),
    expire: (now) => evict(({ changed }) => now - changed > retention.age),
    clear: () => {
      traces.clear();
      spanCount = 0;
      byteCount = 0;
    },
  };
}

function newTrace(): KeptTrace {
  return { spans: new Map(), bytes: 0, changed: 0, summary: undefined };
}
