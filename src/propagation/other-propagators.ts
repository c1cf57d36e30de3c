import type { TextMapPropagator } from '@opentelemetry/api';
import { createB3MultiPropagator, createB3Propagator } from './b3.ts';
import { createDatadogPropagator } from './datadog.ts';
import { createJaegerPropagator } from './jaeger.ts';
import { createSentryPropagator } from './sentry.ts';
import { createXRayLambdaPropagator, createXRayPropagator } from './xray.ts';

/** What `OTEL_PROPAGATORS` can name beside the W3C's. */
type OtherPropagator = 'b3' | 'b3multi' | 'jaeger' | 'xray' | 'xray-lambda' | 'datadog' | 'sentry';

type Create = (runtimeHeader: () => string | undefined) => TextMapPropagator;

const propagators: { readonly [Name in OtherPropagator]: Create } = {
  b3: createB3Propagator,
  b3multi: createB3MultiPropagator,
  jaeger: createJaegerPropagator,
  xray: createXRayPropagator,
  'xray-lambda': createXRayLambdaPropagator,
  datadog: createDatadogPropagator,
  sentry: createSentryPropagator,
};

/** A propagator by its name. `runtimeHeader` gives the trace header of the Lambda runtime. */
export function otherPropagator(
  name: OtherPropagator,
  runtimeHeader: () => string | undefined,
): TextMapPropagator {
  return propagators[name](runtimeHeader);
}
