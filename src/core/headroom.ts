import type { Span } from '@opentelemetry/api';
import type { Deadline } from '../support/deadline.ts';

/** Notes how near its limits an invocation came: the memory of its process, and the time that it had left. */
export function recordHeadroom(span: Span, deadline: Deadline): void {
  span.setAttribute('antifreeze.memory.rss', process.memoryUsage.rss());
  if (Number.isFinite(deadline))
    span.setAttribute('antifreeze.time_left_ms', deadline - Date.now());
}
