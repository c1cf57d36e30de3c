import type { Deadline } from '../support/deadline.ts';
import type { FlushPolicy } from './telemetry.ts';

/** Sends what has ended. Done by `deadline`; never rejects. */
export type Flush = (deadline: Deadline) => Promise<void>;

/** Holds each response back until its spans are out: right on every platform, only slower than need be on some. */
export function flushBeforeResponse(flush: Flush): FlushPolicy {
  return {
    holdsResponse: true,
    opened: () => undefined,
    closed: ({ deadline }) => flush(deadline),
  };
}

/** Flushes beside whatever comes next, where nothing is frozen after a response. */
export function flushInBackground(flush: Flush): FlushPolicy {
  return {
    holdsResponse: false,
    opened: () => undefined,
    closed: ({ deadline }) => {
      void flush(deadline);
      return undefined;
    },
  };
}
