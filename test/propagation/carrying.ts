import {
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { type Headers, headersGetter, headersSetter } from '../../src/propagation/headers.ts';
import { spanId, traceId } from './w3c.ts';

export function extracted(
  propagator: TextMapPropagator,
  headers: Headers,
  base: Context = ROOT_CONTEXT,
): Context {
  return propagator.extract(base, headers, headersGetter);
}

export function senderIn(propagator: TextMapPropagator, headers: Headers): SpanContext | undefined {
  return trace.getSpanContext(extracted(propagator, headers));
}

export function injected(propagator: TextMapPropagator, context: Context): Record<string, unknown> {
  const headers: Record<string, unknown> = {};
  propagator.inject(context, headers, headersSetter);
  return headers;
}

/** A context whose active span was made here. */
export function withSpan(span: Partial<SpanContext> = {}, base: Context = ROOT_CONTEXT): Context {
  return trace.setSpanContext(base, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, ...span });
}
