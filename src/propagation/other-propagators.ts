/** The propagators that `OTEL_PROPAGATORS` can name beside W3C's own. */
export { createB3MultiPropagator, createB3Propagator } from './b3.ts';
export { createDatadogPropagator } from './datadog.ts';
export { createJaegerPropagator } from './jaeger.ts';
export { createSentryPropagator } from './sentry.ts';
export { createXRayLambdaPropagator, createXRayPropagator } from './xray.ts';
