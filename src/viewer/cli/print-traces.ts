import type { TelemetryStore } from '../store/telemetry-store.ts';
import { type RenderOptions, renderTrace } from '../terminal/render-trace.ts';

/** The spans of one invocation come together; those of the next function in the trace may follow. */
const quietMs = 300;

/** Prints each trace once nothing more has come to it for a moment. Gives what ends that and prints the rest. */
export function printTraces(
  store: TelemetryStore,
  out: (text: string) => void,
  options: RenderOptions,
): () => void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const print = (traceId: string) => {
    waiting.delete(traceId);
    const spans = store.traces.trace(traceId);
    if (spans.length > 0) out(`${renderTrace(spans, options)}\n\n`);
  };
  const unwatch = store.watch(({ traceIds }) => {
    for (const traceId of traceIds) {
      clearTimeout(waiting.get(traceId));
      waiting.set(traceId, setTimeout(print, quietMs, traceId));
    }
  });
  return () => {
    unwatch();
    for (const [traceId, timer] of [...waiting]) {
      clearTimeout(timer);
      print(traceId);
    }
  };
}
