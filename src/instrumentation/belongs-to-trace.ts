import { type Context, context, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';

/**
 * A request gets a span only below an active one: whatever is fetched outside of an invocation, as the runtime does
 * itself, would make a trace of its own for each.
 */
export function belongsToTrace(active: Context = context.active()): boolean {
  return trace.getSpanContext(active) !== undefined && !isTracingSuppressed(active);
}
