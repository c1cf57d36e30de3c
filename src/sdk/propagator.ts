import { propagation, type TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import { runtimeTraceHeader } from '../aws/runtime-trace-header.ts';
import type { Config, PropagatorName } from '../config/config.ts';
import type { CustomParts } from '../config/found-config.ts';
import { createBaggagePropagator } from '../propagation/baggage.ts';
import { otherPropagator } from '../propagation/other-propagators.ts';
import { createTraceContextPropagator } from '../propagation/trace-context.ts';
import { once } from '../support/once.ts';

/** The user's own propagator, or those that `OTEL_PROPAGATORS` names, as one. */
export function createPropagator(
  { propagators: names }: Config,
  { propagator }: CustomParts,
): TextMapPropagator {
  return propagator ?? new CompositePropagator({ propagators: names.map(named) });
}

function named(name: PropagatorName): TextMapPropagator {
  if (name === 'tracecontext') return createTraceContextPropagator();
  return name === 'baggage' ? baggagePropagator() : otherPropagator(name, runtimeTraceHeader);
}

/** Nearly every function has it, and few have baggage: made where there is some. */
function baggagePropagator(): TextMapPropagator {
  const field = 'baggage';
  const whole = once(createBaggagePropagator);
  return {
    fields: () => [field],
    inject(context, ...rest) {
      if (propagation.getBaggage(context)) whole().inject(context, ...rest);
    },
    extract: (context, carrier, getter) =>
      getter.get(carrier, field) ? whole().extract(context, carrier, getter) : context,
  };
}
