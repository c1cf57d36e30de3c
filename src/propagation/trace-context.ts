import {
  type Context,
  createContextKey,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { parseTraceState } from './trace-state.ts';

/** The flag of level 2 that says that a trace's id is random: a property of the trace, which its spans inherit. */
const randomFlag = 2;
const randomTrace = createContextKey('antifreeze.random-trace');
const stateField = 'tracestate';

/**
 * W3C Trace Context, levels 1 and 2 (https://www.w3.org/TR/trace-context-2/), by OpenTelemetry's propagator and SDK.
 * Those keep the valid members of a `tracestate` that is invalid as a whole, know only level 1's keys, and lose the random
 * flag.
 */
export function createTraceContextPropagator(): TextMapPropagator {
  const w3c = new W3CTraceContextPropagator();
  return {
    fields: () => w3c.fields(),
    extract(context, carrier, getter) {
      const found = w3c.extract(context, carrier, withoutState(getter));
      const sender = trace.getSpanContext(found);
      if (found === context || !sender) return context;
      const { traceId, traceFlags } = sender;
      const state = [getter.get(carrier, stateField) ?? []].flat().join();
      const traceState = state === '' ? undefined : parseTraceState(state);
      const known = {
        ...sender,
        traceFlags: traceFlags & (TraceFlags.SAMPLED | randomFlag),
        ...(traceState && { traceState }),
      };
      const isRandom = (traceFlags & randomFlag) !== 0;
      return trace.setSpanContext(found.setValue(randomTrace, isRandom && traceId), known);
    },
    inject: (context, carrier, setter) =>
      w3c.inject(withRandomFlag(context), carrier, withoutEmptyState(setter)),
  };
}

function withRandomFlag(context: Context): Context {
  const span = trace.getSpanContext(context);
  if (!span || context.getValue(randomTrace) !== span.traceId) return context;
  return trace.setSpanContext(context, { ...span, traceFlags: span.traceFlags | randomFlag });
}

/** A sampler that takes its member away may leave none. */
function withoutEmptyState<Carrier>(setter: TextMapSetter<Carrier>): TextMapSetter<Carrier> {
  return {
    set(carrier, name, value) {
      if (value !== '') setter.set(carrier, name, value);
    },
  };
}

/** Without blanks around a value, and without the state, which is read by other rules. */
function withoutState<Carrier>(getter: TextMapGetter<Carrier>): TextMapGetter<Carrier> {
  return {
    keys: (carrier) => getter.keys(carrier),
    get(carrier, name) {
      if (name === stateField) return undefined;
      const value = getter.get(carrier, name);
      return typeof value === 'string' ? value.trim() : value;
    },
  };
}
