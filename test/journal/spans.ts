import { ROOT_CONTEXT, type SpanOptions, trace } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { type Span, TracerProvider } from '@opentelemetry/sdk-trace';
import { SpanJournal } from '../../src/journal/span-journal.ts';
import { encodeSpan } from '../../src/otlp/encode-span.ts';
import { schemaUrl } from '../../src/support/own-tracer.ts';

export const resource: Resource = resourceFromAttributes(
  { 'service.name': 'orders' },
  { schemaUrl },
);

/** The journal of a process in `folder`. */
export function journalIn(folder: string, limit?: number): SpanJournal {
  return new SpanJournal({ folder, resource, encodeSpan, ...(limit && { limit }) });
}

const tracer = new TracerProvider({ resource }).getTracer('test', '1');
const parent = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
  isRemote: true,
});

/** A span of the real SDK that has begun, with a remote parent. */
export function openSpan(name: string, options: SpanOptions = {}): Span {
  return tracer.startSpan(name, options, parent) as Span;
}

export function endedSpan(name: string, options: SpanOptions = {}): Span {
  const span = openSpan(name, options);
  span.end();
  return span;
}
