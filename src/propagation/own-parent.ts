import {
  type Context,
  isSpanContextValid,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { randomFlag } from './random-flag.ts';
import { parseTraceState } from './trace-state.ts';

/** Our entry in W3C's `tracestate`. Proxies that put spans of their own into `traceparent` pass it on. */
const key = 'antifreeze';
const entry = /^([\da-f]{32})-([\da-f]{16})-0([01])$/;

/** The same propagator, which also names the sender in `tracestate`, where `ownParent` finds it. */
export function carryingOwnParent(propagator: TextMapPropagator): TextMapPropagator {
  return {
    fields: () => propagator.fields(),
    extract: (context, carrier, getter) => propagator.extract(context, carrier, getter),
    inject: (context, carrier, setter) => propagator.inject(withOwnEntry(context), carrier, setter),
  };
}

function withOwnEntry(context: Context): Context {
  const span = trace.getSpanContext(context);
  if (!span || !isSpanContextValid(span)) return context;
  const value = `${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`;
  const traceState = span.traceState?.set(key, value) ?? parseTraceState(`${key}=${value}`);
  return trace.setSpanContext(context, { ...span, ...(traceState && { traceState }) });
}

/**
 * The context with the sender that `tracestate` names as parent, in place of the one in `traceparent`; undefined where
 * it names none, or one of another trace.
 */
export function ownParent(context: Context): Context | undefined {
  const received = trace.getSpanContext(context);
  const [, traceId, spanId, flags] = entry.exec(received?.traceState?.get(key) ?? '') ?? [];
  if (!received || traceId !== received.traceId || !spanId) return undefined;
  const traceFlags = Number(flags) | (received.traceFlags & randomFlag);
  const parent: SpanContext = { ...received, spanId, traceFlags };
  return isSpanContextValid(parent) ? trace.setSpanContext(context, parent) : undefined;
}
