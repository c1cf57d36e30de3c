import type { Deadline } from '../support/deadline.ts';
import { beforeTermination } from './before-termination.ts';
import type { Outcome, Uncaught } from './outcome.ts';

/** Lambda gives a runtime that it asks to end a third of a second at least, in milliseconds. */
const longestFarewellMs = 250;

export interface ProcessEnd {
  /** Ends what is open, with the reason. Called when nothing asynchronous can be done any more. */
  endOpen(outcome: Outcome): void;
  /** The very last call. */
  close(): void;
  /** Sends what has ended. Never rejects. */
  flush(deadline: Deadline): Promise<void>;
  /** How long that may take when the process is asked to end, in milliseconds. */
  readonly farewellMs?: number | undefined;
}

/**
 * Uses the last moments of a process that ends by itself or on request, and leaves everything about its end as it is:
 * whether and with which code, what is printed, which listeners are asked. A process that is killed has no such moments.
 */
export function atProcessEnd({
  endOpen,
  close,
  flush,
  farewellMs = longestFarewellMs,
}: ProcessEnd): void {
  let uncaught: Uncaught | undefined;

  // Only looks on: a listener of 'uncaughtException' or 'unhandledRejection' would keep the process alive.
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    uncaught = { error };
  });
  process.on('exit', (code) => {
    endOpen({ status: 'exited', code, uncaught: code === 0 ? undefined : uncaught });
    close();
  });
  beforeTermination(() => flush(Date.now() + farewellMs));
}
