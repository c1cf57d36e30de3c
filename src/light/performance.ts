/** What OpenTelemetry and we use of `performance`. */
interface LightPerformance {
  readonly timeOrigin: number;
  now(): number;
}

/**
 * In place of the global `performance` in everything that is built (`scripts/bundle.ts`): the first look at that one has
 * Node.js load all of `perf_hooks`, nearly a millisecond of a cold start. The clock is the same. Pure, so that a bundle
 * that asks for no time is without it.
 */
export const performance: LightPerformance = /* @__PURE__ */ createLightPerformance();

function createLightPerformance(): LightPerformance {
  return {
    timeOrigin: Date.now() - process.uptime() * 1_000,
    now: () => process.uptime() * 1_000,
  };
}
