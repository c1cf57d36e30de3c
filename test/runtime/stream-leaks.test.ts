import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { event, streaming } from '../instrumentation/aws-sdk/event-frames.ts';
import { localAws } from '../instrumentation/aws-sdk/local-aws.ts';
import { startFunction } from '../start-function.ts';
import { deployAs } from './functions/forms/forms.ts';

const entryPoint = fileURLToPath(new URL('functions/forms/many-streams.mjs', import.meta.url));
const form = { name: 'bundle', format: 'cjs', bundled: true, seesSdk: true } as const;
const callsEach = 500;
/** As for calls that don't stream; what one span takes, kept for each call, is five megabytes. */
const growthLimit = 3_000_000;

test.each(availableRuntimes())(
  'five thousand calls that stream leave nothing behind ($name)',
  async ({ name: runtime }) => {
    const directory = mkdtempSync(join(realpathSync(tmpdir()), 'stream-leaks-'));
    const collector = await startCollector();
    const aws = await localAws(({ url }) =>
      url.includes('/functions/')
        ? streaming(event('PayloadChunk', 'part'), event('InvokeComplete'))
        : { body: 'content' },
    );
    const fn = await startFunction({
      runtime,
      directory: await deployAs(form, entryPoint, directory),
      handler: 'index.handler',
      timeoutMs: 60_000,
      nodeOptions: ['--expose-gc'],
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        UPSTREAM: aws.endpoint,
      },
    });
    onTestFinished(async () => {
      await fn.close();
      await collector.close();
      rmSync(directory, { recursive: true });
    });
    const heapAfter = async (calls: number): Promise<number> => {
      let heapBytes = 0;
      for (let made = 0; made < calls; made += callsEach) {
        heapBytes = Number((await fn.invoke({ calls: callsEach })).payload);
        await fn.frozen();
        aws.requests.length = 0;
      }
      return heapBytes;
    };

    const early = await heapAfter(1_000);
    const late = await heapAfter(4_000);

    expect(late - early).toBeLessThan(growthLimit);
    expect(collector.spans().filter(({ kind }) => kind === 'client')).toHaveLength(5_000);
  },
);
