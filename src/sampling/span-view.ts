import { type Attributes, type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { withThreshold } from '../propagation/ot-trace-state.ts';
import type { Kept } from './verdict.ts';

export interface SpanChanges {
  readonly verdict?: Kept | undefined;
  readonly parent?: SpanContext | undefined;
  /** Added to its own. */
  readonly attributes?: Attributes | undefined;
}

/** The same span with changes, also one that goes on: a span that has ended takes none itself. */
export function spanView(span: ReadableSpan, changes: SpanChanges): ReadableSpan {
  const { verdict, parent = span.parentSpanContext, attributes } = changes;
  const context = verdict ? contextAfter(span.spanContext(), verdict) : span.spanContext();
  return Object.create(span, {
    spanContext: { value: () => context },
    parentSpanContext: { value: parent },
    attributes: { get: () => ({ ...span.attributes, ...attributes }) },
  });
}

/** What is kept is sampled, whatever was passed on to whom the function called. */
function contextAfter(context: SpanContext, { threshold }: Kept): SpanContext {
  const { traceState, ...rest } = context;
  const state =
    threshold === undefined
      ? traceState
      : withThreshold(traceState, threshold === 'none' ? undefined : threshold);
  return {
    ...rest,
    traceFlags: context.traceFlags | TraceFlags.SAMPLED,
    ...(state && { traceState: state }),
  };
}
