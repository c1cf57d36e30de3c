import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { Failure, Outcome, Uncaught } from './outcome.ts';
import type { Trigger } from './trigger.ts';

/**
 * Puts on the root span how the handler answered, and the failure that the platform made of it, if it did: that is what
 * the caller got. A success leaves the status unset, as instrumentation must.
 */
export function recordOutcome(
  span: Span,
  outcome: Outcome,
  trigger: Trigger<unknown, never> | undefined,
  event: unknown,
  failure?: Failure,
): void {
  if (failure || outcome.status === 'threw' || outcome.status === 'exited')
    span.setAttributes(trigger?.failure ?? {});
  if (outcome.status === 'threw') recordError(span, outcome.error);
  if (outcome.status === 'returned' && !failure)
    recordResult(span, trigger?.result?.(outcome.value, event));
  if (outcome.status === 'timed-out') recordFailure(span, 'timeout', 'timed out');
  if (outcome.status === 'exited') recordExit(span, outcome.code, outcome.uncaught);
  if (failure) recordFailure(span, failure.type, failure.message);
}

function recordFailure(span: Span, type: string, message: string | undefined): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message && { message }) });
}

function recordExit(span: Span, code: number, uncaught: Uncaught | undefined): void {
  span.setAttribute('process.exit.code', code);
  recordFailure(span, 'process_exit', `the process ended with code ${code}`);
  if (uncaught) recordError(span, uncaught.error);
}

function recordResult(span: Span, summary: ReturnType<NonNullable<Trigger['result']>> | undefined) {
  if (!summary) return;
  span.setAttributes(summary.attributes);
  if (summary.errorType === undefined) return;
  recordFailure(span, summary.errorType, summary.message);
}

/** Anything can be thrown, also what throws when it is read: so first what needs no reading. */
function recordError(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  const exception = error instanceof Error ? error : describe(error);
  const type = error instanceof Error ? error.name || error.constructor.name : '_OTHER';
  const message = exception instanceof Error ? exception.message : exception;
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.recordException(exception);
}

function describe(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null ? JSON.stringify(thrown) : String(thrown);
}
