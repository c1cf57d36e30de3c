import {
  type Context,
  createContextKey,
  type TextMapGetter,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { isValidTraceState } from './valid-trace-state.ts';

/** The flag of level 2 that says that a trace's id is random: a property of the trace, which its spans inherit. */
const randomFlag = 2;
const randomTrace = createContextKey('antifreeze.random-trace');

/**
 * W3C Trace Context, levels 1 and 2 (https://www.w3.org/TR/trace-context-2/), by OpenTelemetry's propagator and SDK.
 * Those keep the valid members of a `tracestate` that is invalid as a whole, and lose the random flag.
 */
export function createTraceContextPropagator(): TextMapPropagator {
  const w3c = new W3CTraceContextPropagator();
  return {
    fields: () => w3c.fields(),
    extract(context, carrier, getter) {
      const found = w3c.extract(context, carrier, strict(getter));
      const sender = trace.getSpanContext(found);
      if (found === context || !sender) return context;
      const { traceId, traceFlags } = sender;
      const known = { ...sender, traceFlags: traceFlags & (TraceFlags.SAMPLED | randomFlag) };
      const isRandom = (traceFlags & randomFlag) !== 0;
      return trace.setSpanContext(found.setValue(randomTrace, isRandom && traceId), known);
    },
    inject: (context, carrier, setter) => w3c.inject(withRandomFlag(context), carrier, setter),
  };
}

function withRandomFlag(context: Context): Context {
  const span = trace.getSpanContext(context);
  if (!span || context.getValue(randomTrace) !== span.traceId) return context;
  return trace.setSpanContext(context, { ...span, traceFlags: span.traceFlags | randomFlag });
}

/** Without blanks around a value, and without a `tracestate` that is to be discarded. */
function strict<Carrier>(getter: TextMapGetter<Carrier>): TextMapGetter<Carrier> {
  return {
    keys: (carrier) => getter.keys(carrier),
    get(carrier, name) {
      const found = getter.get(carrier, name);
      const value = Array.isArray(found) && name === 'tracestate' ? found.join(',') : found;
      if (typeof value !== 'string') return value;
      return name !== 'tracestate' || isValidTraceState(value) ? value.trim() : undefined;
    },
  };
}
