import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { deployAs } from './functions/forms/forms.ts';
import { startUpstream } from './functions/forms/upstream.ts';

/** What the function says it has left, after garbage collection. */
interface Left {
  readonly heapBytes: number;
  readonly socketListeners: number;
  readonly processListeners: number;
}

const entryPoint = fileURLToPath(new URL('functions/forms/many-calls.mjs', import.meta.url));
const form = { name: 'bundle', format: 'cjs', bundled: true, seesSdk: true } as const;
const callsEach = 500;
/** Clients hold some more than the twelve that are busy at once. */
const mostConnections = 24;
/** A function grows by one to two megabytes while it warms up, traced or not; what one span takes, kept for each call, by ten. */
const growthLimit = 3_000_000;

test.each(availableRuntimes())(
  'ten thousand calls leave nothing behind ($name)',
  async ({ name: runtime }) => {
    const directory = mkdtempSync(join(realpathSync(tmpdir()), 'leaks-'));
    const [collector, upstream] = await Promise.all([startCollector(), startUpstream()]);
    const fn = await startFunction({
      runtime,
      directory: await deployAs(form, entryPoint, directory),
      handler: 'index.handler',
      timeoutMs: 30_000,
      nodeOptions: ['--expose-gc'],
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        UPSTREAM: upstream.url,
      },
    });
    onTestFinished(async () => {
      await fn.close();
      await Promise.all([collector.close(), upstream.close()]);
      rmSync(directory, { recursive: true });
    });
    const afterCalls = async (calls: number): Promise<Left> => {
      let answer = '';
      for (let made = 0; made < calls; made += callsEach) {
        answer = (await fn.invoke({ calls: callsEach })).payload;
        await fn.frozen();
        upstream.requests.length = 0;
      }
      return JSON.parse(answer);
    };

    const early = await afterCalls(2_000);
    const late = await afterCalls(8_000);

    expect(late.heapBytes - early.heapBytes).toBeLessThan(growthLimit);
    expect(await upstream.connections()).toBeLessThanOrEqual(mostConnections);
    expect(late.socketListeners).toBeLessThanOrEqual(early.socketListeners);
    expect(late.processListeners).toBe(early.processListeners);
    expect(collector.spans().filter(({ kind }) => kind === 'client')).toHaveLength(10_000);
  },
);
