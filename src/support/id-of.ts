import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** What tells spans apart, also one from its copy in another process. */
export function idOf(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  return traceId + spanId;
}
