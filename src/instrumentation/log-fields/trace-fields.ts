import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { LogFields } from '../../support/log-fields.ts';

/**
 * The fields of the active span, as OpenTelemetry names them in logs of other formats: `trace_id`, `span_id`, and
 * `trace_flags` as two hexadecimal digits; none outside of a span.
 * https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/
 */
export function traceFields(): LogFields {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return {};
  const { traceId, spanId, traceFlags } = span;
  return {
    trace_id: traceId,
    span_id: spanId,
    trace_flags: traceFlags.toString(16).padStart(2, '0'),
  };
}
