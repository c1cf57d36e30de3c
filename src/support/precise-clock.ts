/**
 * A clock with the resolution of `performance.now()` that never leaves the millisecond that `Date.now()` says: the
 * monotonic clock alone stands still while a sandbox is frozen. Returns epoch milliseconds, with a fraction.
 */
export function createPreciseClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let offset = Number.NEGATIVE_INFINITY;
  return () => {
    const millisecond = wall();
    const ticks = monotonic();
    const now = Math.min(Math.max(ticks + offset, millisecond), millisecond + 0.999);
    offset = now - ticks;
    return now;
  };
}
