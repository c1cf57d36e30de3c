/**
 * How a handler answered, or why it didn't. `unanswered`: the platform moved on without an answer, as it may when a
 * promise never settles. `exited`: the process ended, because of `uncaught` if it is there.
 */
export type Outcome =
  | { readonly status: 'returned'; readonly value: unknown }
  | { readonly status: 'threw'; readonly error: unknown }
  | { readonly status: 'unanswered' }
  | { readonly status: 'timed-out' }
  | { readonly status: 'exited'; readonly code: number; readonly uncaught?: Uncaught | undefined };

/** What a platform was told of an invocation instead of the handler's answer, or says itself, in its own words. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** What was thrown, or rejected, with nobody to catch it. */
export interface Uncaught {
  readonly error: unknown;
}

export const returned = (value: unknown): Outcome => ({ status: 'returned', value });
export const threw = (error: unknown): Outcome => ({ status: 'threw', error });
export const unanswered: Outcome = { status: 'unanswered' };
export const timedOut: Outcome = { status: 'timed-out' };
