import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import type { FunctionSettings, Invocation, LambdaFunction } from '../../harness/lambda/index.ts';
import type { CollectedPoint } from '../../src/viewer/otlp/collected-metric.ts';
import { startFunction } from '../start-function.ts';

/** What sends log records, also of the console's lines, and metrics beside the trace. */
export const allSignals = {
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'otlp',
  ANTIFREEZE_CAPTURE_CONSOLE: 'true',
};

/** A collector of the test that runs, and functions of `functions/` that send to it and end with that test. */
interface FunctionsFixture {
  readonly collector: Collector;
  /** Settings go over those of the file. */
  start(settings?: Partial<FunctionSettings>): Promise<LambdaFunction>;
}

/** Sets them up for the tests of a file. */
export function useFunctions(
  defaults: Partial<FunctionSettings> & Pick<FunctionSettings, 'handler'>,
): FunctionsFixture {
  let collector: Collector;
  let started: LambdaFunction[] = [];
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(async () => {
    for (const fn of started) await fn.close();
    started = [];
    await collector.close();
  });
  return {
    get collector() {
      return collector;
    },
    async start(settings = {}) {
      const fn = await startFunction({
        directory: fileURLToPath(new URL('functions', import.meta.url)),
        ...defaults,
        ...settings,
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          ...defaults.environment,
          ...settings.environment,
        },
      });
      started.push(fn);
      return fn;
    },
  };
}

/** Calls a function with an event that has it wait, and kills it as soon as it says that it does. */
export async function killWhileWaiting(fn: LambdaFunction, event: object): Promise<Invocation> {
  const from = fn.logs.length;
  const lost = fn.invoke({ ...event, ending: 'wait' });
  const early = lost.then(({ status }) => status);
  const isWaiting = () => fn.logs.slice(from).some(({ text }) => text.includes('waiting'));
  while (!isWaiting()) {
    const status = await Promise.race([early, sleep(5)]);
    if (status) throw new Error(`it never waited, but ended with: ${status}`);
  }
  await fn.kill();
  return lost;
}

/** All that the points of a metric add up to: of a histogram its values, or with `count` how many there are. */
export function sumOf(
  points: readonly CollectedPoint[],
  metric: string,
  of: 'value' | 'count' = 'value',
): number {
  const named = points.filter((point) => point.metric === metric);
  return named.reduce((sum, point) => sum + (point[of] ?? 0), 0);
}
