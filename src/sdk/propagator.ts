import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core';
import { runtimeTraceHeader } from '../aws/runtime-trace-header.ts';
import type { Config, PropagatorName } from '../config/config.ts';
import type { CustomParts } from '../config/read-config.ts';
import {
  createB3MultiPropagator,
  createB3Propagator,
  createDatadogPropagator,
  createJaegerPropagator,
  createSentryPropagator,
  createXRayLambdaPropagator,
  createXRayPropagator,
} from '../propagation/other-propagators.ts';
import { createTraceContextPropagator } from '../propagation/trace-context.ts';

const propagators: { readonly [Name in PropagatorName]: () => TextMapPropagator } = {
  tracecontext: createTraceContextPropagator,
  baggage: () => new W3CBaggagePropagator(),
  b3: createB3Propagator,
  b3multi: createB3MultiPropagator,
  jaeger: createJaegerPropagator,
  xray: createXRayPropagator,
  'xray-lambda': () => createXRayLambdaPropagator(runtimeTraceHeader),
  datadog: createDatadogPropagator,
  sentry: createSentryPropagator,
};

/** The user's own propagator, or those that `OTEL_PROPAGATORS` names, as one. */
export function createPropagator(
  { propagators: names }: Config,
  { propagator }: CustomParts,
): TextMapPropagator {
  if (propagator) return propagator;
  return new CompositePropagator({ propagators: names.map((name) => propagators[name]()) });
}
