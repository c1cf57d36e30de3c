import { isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api';
import type { LogFields } from '../support/log-fields.ts';

/** What Cloud Logging joins a line of JSON with its trace by. The fields of the active span; none outside of one. Without a project, the trace's id stands alone. */
export function activeLogFields(projectId: string | undefined): LogFields {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return {};
  return {
    'logging.googleapis.com/trace':
      projectId === undefined ? span.traceId : `projects/${projectId}/traces/${span.traceId}`,
    'logging.googleapis.com/spanId': span.spanId,
    'logging.googleapis.com/trace_sampled': (span.traceFlags & TraceFlags.SAMPLED) !== 0,
  };
}
