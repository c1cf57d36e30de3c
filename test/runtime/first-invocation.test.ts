import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type FunctionSettings } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { patiently } from './patiently.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const runs = Number(process.env['FIRST_INVOCATION_RUNS'] ?? 2);
let collector: Collector;
let load: ChildProcess[] = [];

beforeAll(async () => {
  collector = await startCollector();
});
afterEach(() => {
  for (const busy of load) busy.kill('SIGKILL');
  load = [];
  collector.clear();
});
afterAll(() => collector.close());

/** Runs out of time in the only invocation of an environment; tells what the collector has of it. */
async function runOut(settings: Partial<FunctionSettings>, timeoutMs: number) {
  const fn = await startFunction({
    directory,
    handler: 'endings.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    ...settings,
    // A deadline is of no use to a machine that can't even start a process by then.
    timeoutMs: patiently(timeoutMs),
  });
  const { requestId, status } = await fn.invoke({
    ending: 'wait',
    spans: settings.memoryMb ? 1 : 0,
  });
  await fn.close();
  const root = collector
    .spans()
    .find((span) => span.attributes['faas.invocation_id'] === requestId);
  return { status, message: root?.status.message };
}

const short = [300, 900];
const conditions = [
  { condition: 'on a machine as it is', settings: {}, timeouts: short },
  { condition: 'with a span that has ended', settings: { memoryMb: 1_769 }, timeouts: short },
  { condition: 'on busy processors', settings: {}, timeouts: short, busy: 2 },
  // Needs ten times 300 milliseconds for what a whole one does in them; after a long wait, a while to begin.
  {
    condition: 'with a tenth of a processor',
    settings: { processorShare: 0.1 },
    timeouts: [900, 4_500],
  },
];

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  describe.each(conditions)('$condition', ({ settings, timeouts, busy = 0 }) => {
    test.each(timeouts)(
      'the first invocation of an environment, which is its last as it runs out of %d milliseconds, is not lost',
      { timeout: 120_000 * runs },
      async (timeoutMs) => {
        load = Array.from({ length: busy }, () => spawn(process.execPath, ['-e', 'for (;;);']));

        const results = [];
        for (let run = 0; run < runs; run++)
          results.push(await runOut({ runtime, ...settings }, timeoutMs));

        expect(results).toEqual(Array(runs).fill({ status: 'timeout', message: 'timed out' }));
      },
    );
  });
});
