import type { TextMapPropagator } from '@opentelemetry/api';
import { headerPropagator } from './header-propagator.ts';
import type { SenderSpan } from './remote-parent.ts';

const field = 'sentry-trace';

/**
 * Sentry's `sentry-trace`, both ways, for services that move to OpenTelemetry one by one. Its `sentry-` baggage entries
 * need nothing of ours: the `baggage` propagator passes them on.
 */
export function createSentryPropagator(): TextMapPropagator {
  return headerPropagator({
    fields: [field],
    read: (header) => parse(header(field)),
    write: ({ traceId, spanId, sampled }) => ({
      [field]: `${traceId}-${spanId}-${Number(sampled)}`,
    }),
  });
}

/** `{trace-id}-{span-id}[-{sampled}]`; without the last part the decision is left to the receiver. */
function parse(value: string | undefined): SenderSpan | undefined {
  const parts = /^([\da-f]{32})-([\da-f]{16})(?:-([01]))?$/.exec(value?.toLowerCase() ?? '');
  const [, traceId, spanId, flag] = parts ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, sampled: flag === undefined ? undefined : flag === '1' };
}
