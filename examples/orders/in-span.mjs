import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

/** Runs `work` in a span of its own, which ends when the work is done and tells of its failure. */
export function inSpan(name, work) {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      span.end();
    }
  });
}
