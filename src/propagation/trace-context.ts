import {
  isSpanContextValid,
  type SpanContext,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { randomFlag } from './random-flag.ts';
import { parseTraceState } from './trace-state.ts';

const known = TraceFlags.SAMPLED | randomFlag;
const parentField = 'traceparent';
const stateField = 'tracestate';

/** Version, trace, span, flags, and what only later versions than 00 may have. */
const format = /^((?!ff)[\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * W3C Trace Context, levels 1 and 2 (https://www.w3.org/TR/trace-context-2/). OpenTelemetry's propagator keeps the valid
 * members of a `tracestate` that is invalid as a whole, and knows only level 1's keys.
 */
export function createTraceContextPropagator(): TextMapPropagator {
  return {
    fields: () => [parentField, stateField],
    extract(context, carrier, getter) {
      const [field] = [getter.get(carrier, parentField)].flat();
      const sender = typeof field === 'string' ? parse(field.trim()) : undefined;
      if (!sender) return context;
      const state = [getter.get(carrier, stateField) ?? []].flat().join();
      const traceState = state === '' ? undefined : parseTraceState(state);
      return trace.setSpanContext(context, { ...sender, ...(traceState && { traceState }) });
    },
    inject(context, carrier, setter) {
      const span = trace.getSpanContext(context);
      if (!span || !isSpanContextValid(span) || isTracingSuppressed(context)) return;
      const { traceId, spanId, traceState } = span;
      setter.set(carrier, parentField, `00-${traceId}-${spanId}-0${span.traceFlags & known}`);
      // A sampler that takes its member away may leave none.
      const state = traceState?.serialize();
      if (state) setter.set(carrier, stateField, state);
    },
  };
}

/** Of a `traceparent`. */
function parse(field: string): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = format.exec(field) ?? [];
  const traceFlags = Number.parseInt(flags, 16) & known;
  const sender = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(sender) && !(version === '00' && more) ? sender : undefined;
}
