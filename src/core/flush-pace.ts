import type { Deadline } from '../support/deadline.ts';

const leastMarginMs = 50;
const mostMarginMs = 500;

/** A flush that knows how long it takes. */
export interface PacedFlush {
  flush(deadline: Deadline): Promise<void>;
  /** Time to leave for a flush, in milliseconds: twice the longest of late, 50 at least and 500 at most. */
  margin(): number;
}

/** Measures each flush; what one took counts for half with the next. */
export function pacedFlush(flush: (deadline: Deadline) => Promise<void>): PacedFlush {
  let longest = 0;
  return {
    async flush(deadline) {
      const begun = performance.now();
      await flush(deadline);
      longest = Math.max(performance.now() - begun, longest / 2);
    },
    margin: () => Math.min(Math.max(2 * longest, leastMarginMs), mostMarginMs),
  };
}
