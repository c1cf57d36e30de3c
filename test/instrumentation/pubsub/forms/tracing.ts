import { context, trace } from '@opentelemetry/api';
import { instrumentPubSub } from '../../../../src/instrumentation/pubsub/instrument-pubsub.ts';
import { instrumentPubSubLibrary } from '../../../../src/instrumentation/pubsub/instrument-pubsub-library.ts';
import { useW3cPropagation } from '../../../propagation/w3c.ts';
import { recordingTelemetry } from '../../../support/recording-telemetry.ts';

// Traces as soon as it is loaded, before or after the client.
useW3cPropagation();
const { telemetry, spans } = recordingTelemetry();
const { tracer } = telemetry;
instrumentPubSubLibrary(tracer);

/** Has a client traced that is out of reach. */
export function instrument(client: unknown): void {
  instrumentPubSub(client, { tracer });
}

/** Runs `work` below a span, and gives the names of the spans that ended in it. */
export async function spanNames(work: () => Promise<unknown>): Promise<string[]> {
  await context.with(trace.setSpan(context.active(), tracer.startSpan('root')), work);
  return spans().map(({ name }) => name);
}
