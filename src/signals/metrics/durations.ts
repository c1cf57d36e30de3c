/** The upper bounds of buckets that the conventions want of durations, in seconds. */
export const durationBounds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** In seconds, from what `performance.now()` gave. */
export function secondsSince(start: number): number {
  return (performance.now() - start) / 1_000;
}
