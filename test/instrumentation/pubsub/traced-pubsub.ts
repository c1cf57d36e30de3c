import { PubSub } from '@google-cloud/pubsub';
import { context, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { onTestFinished, vi } from 'vitest';
import { isClaimed } from '../../../src/instrumentation/call-context.ts';
import { instrumentHttp } from '../../../src/instrumentation/http.ts';
import { instrumentPubSubLibrary } from '../../../src/instrumentation/pubsub/instrument-pubsub-library.ts';
import type { PubSubInstrumentationOptions } from '../../../src/instrumentation/pubsub/publisher.ts';
import { useW3cPropagation } from '../../propagation/w3c.ts';
import { type RecordingTelemetry, recordingTelemetry } from '../../support/recording-telemetry.ts';

export interface TracedPubSub extends RecordingTelemetry {
  /** Runs `work` below a span, and gives the spans that ended in it, without that one. */
  run(work: () => unknown): Promise<readonly ReadableSpan[]>;
  undo(): void;
}

/** Google's client in this process traced, as well as HTTP, until the test ends. */
export function tracedPubSub(options?: PubSubInstrumentationOptions): TracedPubSub {
  useW3cPropagation();
  const recording = recordingTelemetry();
  const { spans, telemetry } = recording;
  const { tracer } = telemetry;
  const undo = instrumentPubSubLibrary(tracer, options);
  const undoHttp = instrumentHttp(tracer, {
    describeRequest: (request) => (isClaimed(context.active(), request) ? 'skip' : undefined),
  });
  onTestFinished(() => {
    undo();
    undoHttp();
  });
  return {
    ...recording,
    undo,
    async run(work) {
      const root = tracer.startSpan('root');
      const before = spans().length;
      await context.with(trace.setSpan(context.active(), root), work);
      return spans().slice(before);
    },
  };
}

/** A client for a server at `host`, closed when the test ends. */
export function clientFor(host: string): PubSub {
  // It would look for a metadata server.
  vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
  const client = new PubSub({ projectId: 'shop', apiEndpoint: host, emulatorMode: true });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await client.close();
  });
  return client;
}

export function traceparentOf(span: ReadableSpan | undefined): string {
  const { traceId, spanId } = span?.spanContext() ?? {};
  return `00-${traceId}-${spanId}-01`;
}
