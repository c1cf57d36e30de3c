import type { TraceStore } from './trace-store.ts';
import { serviceOf } from './trace-summary.ts';

/** A span of another trace that links to one of this. */
interface LinkingSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  /** The span that it links to. */
  readonly to: string;
}

/** What is known of a trace beside its spans. */
export interface AboutTrace {
  readonly linking: readonly LinkingSpan[];
  /** When invocations were received, by the id of the span, in epoch milliseconds; not of what came from a file. */
  readonly received: Readonly<Record<string, number>>;
}

/** So many are told of; a trace may be the sender of a whole day. */
const mostLinking = 200;

/** Looks through all traces. */
export function aboutTrace(store: TraceStore, traceId: string): AboutTrace {
  const linking = store
    .summaries()
    .filter((other) => other.traceId !== traceId)
    .flatMap((other) => linksFrom(store, other.traceId, traceId));
  const invocations = store
    .trace(traceId)
    .filter(({ attributes }) => 'faas.invocation_id' in attributes);
  const received = invocations.flatMap((span) => {
    const time = store.receivedAt(span);
    return time === undefined ? [] : [[span.spanId, time] as const];
  });
  return { linking: linking.slice(0, mostLinking), received: Object.fromEntries(received) };
}

function linksFrom(store: TraceStore, from: string, to: string): LinkingSpan[] {
  return store.trace(from).flatMap((span) =>
    span.links
      .filter((link) => link.traceId === to)
      .map((link) => ({
        traceId: from,
        spanId: span.spanId,
        name: span.name.slice(0, 300),
        service: serviceOf(span),
        to: link.spanId,
      })),
  );
}
