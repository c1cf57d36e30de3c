import { isEmf } from '../signals/metrics/emf-rules.ts';

/** The fields of a trace in a line: as JSON, also within a text in JSON, or as text. */
export const traceField: RegExp =
  /,?\\?"(trace_id|span_id|trace_flags)\\?":\\?"(\w+)\\?"| (trace_id|span_id|trace_flags)=(\w+)/g;

/** A log without what `ANTIFREEZE_TRACE_FIELDS` and `OTEL_METRICS_EXPORTER=emf` ask for: fields, and lines of metrics. */
export function withoutAskedFor(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !isEmf(line.replace(/^std(out|err) /, '')))
    .map((line) => line.replace(traceField, ''));
}
