import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  startFunction,
} from '../../harness/lambda/index.ts';
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

const conditions = [
  { condition: 'on a machine as it is', settings: {} },
  { condition: 'with a span that has ended', settings: { memoryMb: 1_769 } },
  { condition: 'on busy processors', settings: {}, busy: 2 },
  { condition: 'with a tenth of a processor', settings: { processorShare: 0.1 } },
];

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  describe.each(conditions)('$condition', ({ settings, busy = 0 }) => {
    test.each([300, 900])(
      'the first invocation of an environment, which is its last as it runs out of %d milliseconds, is not lost',
      { timeout: 120_000 * runs },
      async (timeoutMs) => {
        // A tenth of a processor needs ten times 300 milliseconds for what a whole one does in them.
        const needed = settings.processorShare ? Math.max(timeoutMs, 900) : timeoutMs;
        load = Array.from({ length: busy }, () => spawn(process.execPath, ['-e', 'for (;;);']));

        const results = [];
        for (let run = 0; run < runs; run++)
          results.push(await runOut({ runtime, ...settings }, needed));

        expect(results).toEqual(Array(runs).fill({ status: 'timeout', message: 'timed out' }));
      },
    );
  });
});
