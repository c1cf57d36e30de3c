import type { Failure, Outcome } from './outcome.ts';

/** An invocation under its root span. A handler kind calls `run` once, and `end` as the handler has answered. */
export interface RunningInvocation {
  /** Whether `end` gives a promise, for which the response has to wait. */
  readonly holdsResponse: boolean;
  /** Calls `work` with the root span as the active one. */
  run<T>(work: () => T): T;
  /** Keeps the answer until the platform says that the invocation is over; then `end` needs none. */
  answer(outcome: Outcome): void;
  /**
   * The handler has answered: ends the root span, or leaves that to a policy that sees what becomes of the answer. Only
   * the first end counts. Returns what the response must wait for, if anything; never rejects.
   */
  end(outcome?: Outcome): Promise<void> | undefined;
  /** Ends the root span, whoever else would. */
  finish(outcome?: Outcome): Promise<void> | undefined;
  /** The platform was told of a failure, whatever the handler answered. */
  failed(failure: Failure): void;
}
