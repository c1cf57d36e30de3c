import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** Spans by the real SDK: a child with everything a span can have, and its root. */
export function sampleSpans(attributes: Record<string, string | number> = {}): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'orders', 'cloud.region': 'eu-west-1' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    spanLimits: { attributeCountLimit: 12, eventCountLimit: 1, linkCountLimit: 1 },
  });
  const tracer = provider.getTracer('sample', '1.2.3');

  const root = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  const link = { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } };
  const child = tracer.startSpan(
    'save order',
    {
      kind: SpanKind.CLIENT,
      links: [{ ...link, attributes: { 'link.index': 1 } }, link],
      attributes: {
        text: 'grün 🧊',
        whole: 42,
        negative: -7,
        big: Number.MAX_SAFE_INTEGER,
        fraction: 0.1,
        yes: true,
        no: false,
        empty: '',
        list: ['a', 'b'],
        numbers: [1, 2.5],
        ...attributes,
      },
    },
    trace.setSpan(ROOT_CONTEXT, root),
  );
  child.addEvent('first');
  child.addEvent('retried', { attempt: 2 });
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
  child.end();
  root.end();
  return exporter.getFinishedSpans();
}
