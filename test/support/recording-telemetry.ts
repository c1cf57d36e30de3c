import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { FlushPolicy, OpenInvocation, Telemetry } from '../../src/core/telemetry.ts';
import { registerApi } from '../../src/sdk/register-api.ts';

export interface RecordingTelemetry {
  readonly telemetry: Telemetry;
  /** Ended spans, in the order in which they ended. */
  spans(): ReadableSpan[];
  /** Invocations that are open now. */
  readonly open: Set<OpenInvocation>;
}

/** The real SDK, with spans kept in memory. With `hold`, each response waits for the promise that it gives. */
export function recordingTelemetry(hold?: () => Promise<void>): RecordingTelemetry {
  registerApi();
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const open = new Set<OpenInvocation>();
  const flushPolicy: FlushPolicy = {
    holdsResponse: hold !== undefined,
    opened: (invocation) => void open.add(invocation),
    closed: (invocation) => {
      open.delete(invocation);
      return hold?.();
    },
  };
  return {
    telemetry: { tracer: provider.getTracer('test'), flushPolicy },
    spans: () => exporter.getFinishedSpans(),
    open,
  };
}
