import { createLogStore, type LogStore } from './log-store.ts';
import { createMetricStore, type MetricStore } from './metric-store.ts';
import type { Retention } from './retention.ts';
import type { Batch } from './telemetry.ts';
import { createTraceStore, type TraceStore } from './trace-store.ts';

/** What changed, for those who look on. */
interface Change {
  /** Of which traces; none where everything was cleared or only logs or metrics came. */
  readonly traceIds: readonly string[];
  readonly signals: readonly string[];
}

/** All that the viewer has been sent. */
export interface TelemetryStore {
  readonly traces: TraceStore;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  /** Takes one export of so many bytes, and when it came, where that was just now. */
  add(batch: Batch, bytes: number, receivedAt?: number): void;
  clear(): void;
  /** Calls `onChange` with all changes since the last time, a moment after the first of them. Gives what ends that. */
  watch(onChange: (change: Change) => void): () => void;
}

const momentMs = 200;

export function createTelemetryStore(retention: Retention): TelemetryStore {
  const traces = createTraceStore(retention);
  const logs = createLogStore(retention.count);
  const metrics = createMetricStore();
  const watchers = new Set<(change: Change) => void>();
  const changed = { traceIds: new Set<string>(), signals: new Set<string>() };
  let isWaiting = false;

  const tell = () => {
    isWaiting = false;
    const change = { traceIds: [...changed.traceIds], signals: [...changed.signals] };
    changed.traceIds.clear();
    changed.signals.clear();
    for (const watcher of watchers) watcher(change);
  };
  const noteChange = (signal: string) => {
    changed.signals.add(signal);
    if (!isWaiting) setTimeout(tell, momentMs).unref();
    isWaiting = true;
  };

  return {
    traces,
    logs,
    metrics,
    add(batch, bytes, receivedAt) {
      if (batch.signal === 'traces') {
        traces.expire(Date.now());
        traces.add(batch.items, bytes, receivedAt);
        for (const { traceId } of batch.items) changed.traceIds.add(traceId);
      } else if (batch.signal === 'logs') logs.add(batch.items);
      else metrics.add(batch.items);
      noteChange(batch.signal);
    },
    clear() {
      traces.clear();
      logs.clear();
      metrics.clear();
      noteChange('cleared');
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
}
