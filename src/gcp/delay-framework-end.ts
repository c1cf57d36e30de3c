import type { Outcome } from '../core/outcome.ts';
import { guard } from '../support/guard.ts';

/** What the framework answers with when it is about to end the process, or when a function has failed. */
interface Crash {
  readonly err: unknown;
  /** Of a signal, which is no failure. */
  readonly silent?: boolean;
  /** Ends the process; only there where that is to come. */
  readonly callback?: () => void;
}

/** The module of the framework (2 to 5) that answers for what goes wrong. */
export interface FrameworkLogger {
  sendCrashResponse(crash: Crash): void;
}

/** The exit code of the framework after an uncaught exception. */
const crashed = 16;

/**
 * Has the process end only after `farewell`, which sends what there is: the framework ends it at once after an uncaught
 * exception and at a signal. A patch, as it does both by its own listeners; the answer, what is printed and the exit code
 * stay.
 */
export function delayFrameworkEnd(
  logger: FrameworkLogger,
  farewell: (outcome: Outcome) => Promise<void>,
): void {
  const { sendCrashResponse } = logger;
  let isEnding = false;
  logger.sendCrashResponse = (crash) => {
    const { callback, err, silent = false } = crash;
    if (!callback) return sendCrashResponse(crash);
    // Without us the process would be gone by now.
    if (isEnding) return;
    isEnding = true;
    const outcome: Outcome = silent
      ? { status: 'exited', code: 0 }
      : { status: 'exited', code: crashed, uncaught: { error: err } };
    const done = guard('ending the process', () => farewell(outcome)) ?? Promise.resolve();
    sendCrashResponse({ ...crash, callback: () => void done.then(callback) });
  };
}

export function isFrameworkLogger(value: unknown): value is FrameworkLogger {
  return typeof (value as FrameworkLogger | undefined)?.sendCrashResponse === 'function';
}
