import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Jaeger, jaegerProgram, startJaeger } from '../../../harness/jaeger/start-jaeger.ts';
import { httpClient } from '../../../src/export/http-client.ts';
import { remoteSampler } from '../../../src/sampling/jaeger/remote-sampler.ts';
import { answers } from './answers.ts';
import { strategies } from './strategies.ts';

let folder: string;
let jaeger: Jaeger;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'jaeger-'));
});
afterEach(async () => {
  await jaeger.stop();
  rmSync(folder, { recursive: true });
});

/** A sampler for a service, which asks whenever it is told to. */
function samplerFor(service: string) {
  let freeze = async (): Promise<void> => {};
  const sampler = remoteSampler(
    {
      endpoint: jaeger.samplingUrl,
      pollingIntervalMs: 1,
      initialSamplingRate: 1,
      parentBased: true,
      service,
      folder,
      client: (url) => httpClient(url),
    },
    (work) => {
      freeze = work;
      return true;
    },
  );
  return { sampler, freeze: () => freeze() };
}

describe.skipIf(!jaegerProgram)('by a real Jaeger', { timeout: 120_000 }, () => {
  test('each kind of strategy in its file is told as these tests have it, and counts', async () => {
    const file = join(folder, 'strategies.json');
    writeFileSync(file, JSON.stringify(strategies));
    jaeger = await startJaeger([`--sampling.strategies-file=${file}`]);

    const told = async (service: string) =>
      (await fetch(`${jaeger.samplingUrl}?service=${service}`)).text();
    const described = async (service: string) => {
      const { sampler, freeze } = samplerFor(service);
      await freeze();
      return sampler.toString();
    };

    expect(await told('share')).toBe(answers.operations);
    expect(await told('limited')).toBe(answers.rateLimitingWithOperations);
    expect(await described('share')).toContain('operations(2, default 0.8)');
    expect(await described('limited')).toContain('ratelimiting(5)');
    expect(await described('other')).toContain('operations(1, default 0.5)');
  });
});
