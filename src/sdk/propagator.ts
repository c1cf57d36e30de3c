import type { TextMapPropagator } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import type { Config, PropagatorName } from '../config/config.ts';
import type { CustomParts } from '../config/read-config.ts';

const propagators: { readonly [Name in PropagatorName]: () => TextMapPropagator } = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
};

/** The user's own propagator, or those that `OTEL_PROPAGATORS` names, as one. */
export function createPropagator(
  { propagators: names }: Config,
  { propagator }: CustomParts,
): TextMapPropagator {
  if (propagator) return propagator;
  return new CompositePropagator({ propagators: names.map((name) => propagators[name]()) });
}
