import type { Context, Span } from '@opentelemetry/api';
import { guard } from '../support/guard.ts';
import type { Invocation } from './invocation.ts';
import type { Failure, Outcome } from './outcome.ts';
import type { RootSpanInit } from './trigger.ts';

/** An invocation whose root span has just started. */
export interface StartedInvocation {
  readonly invocation: Invocation;
  readonly root: Span;
  /** What the event says about the root span. */
  readonly init: RootSpanInit;
  /** The context that the handler runs in. */
  readonly context: Context;
}

/**
 * Of a feature that is switched on: sees each invocation as it starts. What it gives back is called once, just before the
 * root span ends, with the outcome, and with what the platform made of it. Whoever throws is logged, and changes nothing.
 */
export type ObserveInvocation = (
  started: StartedInvocation,
) => ((outcome: Outcome, failure?: Failure) => void) | undefined;

/** Of the features that there are; undefined for what is switched off. */
export type Observers = readonly (ObserveInvocation | undefined)[];

/** Shows an invocation to all of `observers`, and gives back what tells them the outcome. */
export function observe(
  started: StartedInvocation,
  observers: Observers = [],
): (outcome: Outcome, failure?: Failure) => void {
  const tells = observers.map(
    (each) => each && guard('observing an invocation', () => each(started)),
  );
  return (...outcome) => {
    for (const tell of tells) if (tell) guard('observing an outcome', () => tell(...outcome));
  };
}
