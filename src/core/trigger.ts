import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';

/** What an event says about the root span of the invocation it started. */
export interface RootSpanInit {
  /** The function's name where absent. */
  readonly name?: string;
  readonly kind: SpanKind;
  /** At least `faas.trigger`. */
  readonly attributes: Attributes;
  /** The context that the event carried, where it carried one. */
  readonly parent?: Context;
  readonly links?: Link[];
}

/** What the handler's result says about how the invocation went. */
export interface ResultSummary {
  readonly attributes: Attributes;
  /** A low-cardinality reason, for `error.type`, where the result means that the invocation failed. */
  readonly errorType?: string | undefined;
  /** What the type doesn't say. */
  readonly message?: string | undefined;
}

/**
 * One kind of event source. Core names none of them: each one answers for itself.
 * `matches` decides by what is certain in the payload, and must be cheap: it sees every event.
 */
export interface Trigger<Event = unknown, Platform = unknown> {
  matches(event: unknown): event is Event;
  rootSpan(event: Event, platform: Platform): RootSpanInit;
  result?(value: unknown, event: Event): ResultSummary;
  /** What the caller gets where the handler throws, or ends the process. */
  readonly failure?: Attributes | undefined;
}

/** Tells what started an invocation; undefined where nothing is known of it. */
export type Recognize<Platform = unknown> = (
  event: unknown,
) => Trigger<unknown, Platform> | undefined;

/** The first of `triggers` that claims the event. */
export function findTrigger<Platform>(
  triggers: readonly Trigger<unknown, Platform>[],
  event: unknown,
): Trigger<unknown, Platform> | undefined {
  return triggers.find((trigger) => trigger.matches(event));
}
