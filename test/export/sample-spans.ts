import { type Attributes, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** A span as the SDK gives it to a processor when it has ended. */
export function endedSpan(name: string, attributes: Attributes = {}): ReadableSpan {
  const exporter = new InMemorySpanExporter();
  const provider = providerOf(new SimpleSpanProcessor({ exporter }));
  provider.getTracer('test').startSpan(name, { attributes }, ROOT_CONTEXT).end();
  const [span] = exporter.getFinishedSpans();
  if (!span) throw new Error('no span was finished');
  return span;
}

/** `count` spans with names of their own. */
export function endedSpans(count: number, prefix = 'span'): ReadableSpan[] {
  return Array.from({ length: count }, (_, index) => endedSpan(`${prefix}-${index}`));
}

export function providerOf(
  processor: SpanProcessor,
  sampler: Sampler = new AlwaysOnSampler(),
): TracerProvider {
  return new TracerProvider({ sampler, spanProcessors: [processor] });
}
