import type { Deadline } from '../support/deadline.ts';

const leastMarginMs = 50;
const mostMarginMs = 500;
const leastLeadMs = 20;
const mostLeadMs = 100;
/** For what a flush does beside waiting, on a processor that is busy with the function. */
const leewayMs = 10;

/** A flush that knows how long it takes. */
export interface PacedFlush {
  flush(deadline: Deadline): Promise<void>;
  /** Time before a deadline to begin with what has to be out by then, in milliseconds: twice the longest flush of late, 50 to 500. */
  margin(): number;
  /** Time that the very last flush needs, in milliseconds: the longest of late and a little more, 20 to 100. */
  lead(): number;
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
    margin: () => within(2 * longest, leastMarginMs, mostMarginMs),
    lead: () => within(longest + leewayMs, leastLeadMs, mostLeadMs),
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
