/** What OpenTelemetry and we use of `performance`. */
interface LightPerformance {
  readonly timeOrigin: number;
  now(): number;
}

/**
 * In place of the global `performance` in everything that is built (`scripts/bundle.ts`): the first look at that one has
 * Node.js load all of `perf_hooks`, nearly a millisecond of a cold start. The clock is the same.
 */
export const performance: LightPerformance = {
  timeOrigin: Date.now() - process.uptime() * 1_000,
  now: () => process.uptime() * 1_000,
};
