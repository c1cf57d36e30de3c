import type { Deadline } from '../support/deadline.ts';

/** With a wait before it, a step of a few milliseconds has been seen to take forty: two of those, and the answer. */
const leastMarginMs = 200;
const mostMarginMs = 500;
const leastLeadMs = 20;
const mostLeadMs = 100;
/** For what a flush does beside waiting, on a processor that is busy with the function. */
const leewayMs = 10;
/** The same before the first flush, which compiles and connects, and may be in the environment's last invocation. */
const leastFirstMarginMs = 600;
const mostFirstMarginMs = 1_500;
/** The least lead until a second flush has been measured, where the invocation has four times as long. */
const firstLeadMs = 200;
/** The longest lead that a slow processor gets. */
const mostSlowLeadMs = 400;

/** A flush that knows how long it takes. */
export interface PacedFlush {
  flush(deadline: Deadline): Promise<void>;
  /**
   * Time before a deadline to begin with what has to be out by then, in milliseconds: twice the longest flush of late,
   * 200 to 500; before the first flush 600 to 1,500.
   */
  margin(): number;
  /**
   * Time that the very last flush needs, in milliseconds: the longest of late and a little more, 20 to 100, or up to
   * 400 where the processor is slow; 200, but no more than a quarter of `all` that the invocation has, until two flushes
   * have been measured. `awoken` is how long the process took to wake for this.
   */
  lead(all: number, awoken: number): number;
}

/**
 * Measures each flush; what one took counts for half with the next. `expected` is how much of the processor's time, by
 * the clock, the first one will take, in milliseconds.
 */
export function pacedFlush(
  flush: (deadline: Deadline) => Promise<void>,
  expected = 20,
): PacedFlush {
  let longest: number | undefined;
  let measured = 0;
  /** What the processor was busy for, by the clock: where that is slow, it is what counts, not the way and the answer. */
  let busiest: number | undefined;
  return {
    async flush(deadline) {
      const begun = performance.now();
      // After all that a flush does before it waits.
      setImmediate(() => {
        busiest = Math.max(performance.now() - begun, (busiest ?? 0) / 2);
      });
      await flush(deadline);
      longest = Math.max(performance.now() - begun, (longest ?? 0) / 2);
      measured += 1;
    },
    margin: () =>
      longest === undefined
        ? within(4 * expected, leastFirstMarginMs, mostFirstMarginMs)
        : within(2 * longest, leastMarginMs, mostMarginMs),
    lead: (all, awoken) => {
      const slow = Math.min(2 * Math.max(busiest ?? expected, awoken), mostSlowLeadMs);
      const first = measured < 2 ? Math.min(firstLeadMs, all / 4) : 0;
      return Math.max(within((longest ?? 0) + leewayMs, leastLeadMs, mostLeadMs), slow, first);
    },
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
