import {
  createContextKey,
  isSpanContextValid,
  type SpanContext,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { parseTraceState } from './trace-state.ts';

/** The flag of level 2 that says that a trace's id is random: a property of the trace, which its spans inherit. */
const randomFlag = 2;
const randomTrace = createContextKey('antifreeze.random-trace');
const parentField = 'traceparent';
const stateField = 'tracestate';

/** Version, trace, span, flags, and what only later versions than 00 may have. */
const format = /^((?!ff)[\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * W3C Trace Context, levels 1 and 2 (https://www.w3.org/TR/trace-context-2/). OpenTelemetry's propagator keeps the valid
 * members of a `tracestate` that is invalid as a whole, knows only level 1's keys, and loses the random flag.
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
      const isRandom = (sender.traceFlags & randomFlag) !== 0;
      return trace.setSpanContext(context.setValue(randomTrace, isRandom && sender.traceId), {
        ...sender,
        ...(traceState && { traceState }),
      });
    },
    inject(context, carrier, setter) {
      const span = trace.getSpanContext(context);
      if (!span || !isSpanContextValid(span) || isTracingSuppressed(context)) return;
      const { traceId, spanId, traceState } = span;
      const isRandom = context.getValue(randomTrace) === traceId;
      const flags = Number(span.traceFlags || 0) | (isRandom ? randomFlag : 0);
      const hex = flags.toString(16).padStart(2, '0');
      setter.set(carrier, parentField, `00-${traceId}-${spanId}-${hex}`);
      // A sampler that takes its member away may leave none.
      const state = traceState?.serialize();
      if (state) setter.set(carrier, stateField, state);
    },
  };
}

/** Of a `traceparent`. */
function parse(field: string): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = format.exec(field) ?? [];
  const traceFlags = Number.parseInt(flags, 16) & (TraceFlags.SAMPLED | randomFlag);
  const sender = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(sender) && !(version === '00' && more) ? sender : undefined;
}
