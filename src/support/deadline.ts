/** A point in time after which nobody waits any longer, in epoch milliseconds. `Infinity` where there is no limit. */
export type Deadline = number;

/** The longest time that a Node.js timer can hold, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/** Milliseconds until `deadline`, never negative, at most what a timer can hold. */
export function millisecondsUntil(deadline: Deadline): number {
  return Math.min(Math.max(0, deadline - Date.now()), longestTimerMs);
}

/** Resolves when `work` has settled, or at `deadline`, whichever comes first. Never rejects. */
export async function settledBy(work: Promise<unknown>, deadline: Deadline): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<void>((resolve) => {
    // A DOM that is made global has timers that are numbers.
    timer = setTimeout(resolve, millisecondsUntil(deadline)).unref?.();
  });
  await Promise.race([work.catch(() => undefined), expired]);
  clearTimeout(timer);
}
