import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { returned, threw } from '../../../src/core/outcome.ts';
import { startInvocation } from '../../../src/core/start-invocation.ts';
import { registerApi, takeTracers } from '../../../src/sdk/register-api.ts';
import { useW3cPropagation } from '../../propagation/w3c.ts';

const exporter = new InMemorySpanExporter();
// In this order: what is registered by then stays.
useW3cPropagation();
registerApi();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
takeTracers(provider);

export interface TracedInvocation {
  readonly root: ReadableSpan;
  /** All others, in the order in which they ended. */
  readonly spans: readonly ReadableSpan[];
  readonly result: unknown;
  readonly error: unknown;
}

/** Runs a handler as `traceLambda` does, with the process's own tracers recording. */
export async function tracedInvocation<Event>(
  event: Event,
  handler: (event: Event) => Promise<unknown>,
): Promise<TracedInvocation> {
  exporter.reset();
  const running = startInvocation(
    {
      tracer: provider.getTracer('test'),
      flushPolicy: { holdsResponse: false, opened() {}, closed: () => undefined },
    },
    recognize,
    {
      event,
      platform: undefined,
      name: 'worker',
      attributes: {},
      deadline: Number.POSITIVE_INFINITY,
    },
  );
  const [settled] = await Promise.allSettled([running.run(() => handler(event))]);
  const result = settled.status === 'fulfilled' ? settled.value : undefined;
  const error = settled.status === 'rejected' ? settled.reason : undefined;
  void running.end(settled.status === 'fulfilled' ? returned(result) : threw(error));
  const spans = exporter.getFinishedSpans();
  const root = spans.at(-1);
  if (!root) throw new Error('The invocation has made no span');
  return { root, spans: spans.slice(0, -1), result, error };
}

/** The spans that were made outside of an invocation. */
export async function spansOf(work: () => Promise<unknown>): Promise<readonly ReadableSpan[]> {
  exporter.reset();
  await work();
  return exporter.getFinishedSpans();
}
