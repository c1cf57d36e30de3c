import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** On a span: how many others were dropped before it was sent. */
export const droppedSpans = 'antifreeze.dropped_spans';

/** How many spans are gone if these are: each one, and those that it tells of. */
export function countSpans(spans: readonly ReadableSpan[]): number {
  return spans.reduce((sum, span) => sum + 1 + toldBy(span), 0);
}

/** How many dropped spans `span` tells of. */
export function toldBy(span: ReadableSpan): number {
  return Number(span.attributes[droppedSpans] ?? 0);
}
