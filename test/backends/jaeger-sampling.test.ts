import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { RandomIdGenerator, SamplingDecision } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { installJaeger } from '../../harness/backends/install-jaeger.ts';
import {
  type Jaeger,
  type JaegerOptions,
  startJaeger,
} from '../../harness/backends/start-jaeger.ts';
import { startCollector } from '../../harness/collector/collector.ts';
import { httpClient } from '../../src/export/http-client.ts';
import { remoteSampler } from '../../src/sampling/jaeger/remote-sampler.ts';
import { answers } from '../sampling/jaeger/answers.ts';
import { strategies } from '../sampling/jaeger/strategies.ts';
import { startFunction } from '../start-function.ts';
import { toThrift } from './jaeger-thrift.ts';
import { ifItCanBeHad } from './needs.ts';

const isThere = (await ifItCanBeHad('Jaeger', installJaeger)) !== undefined;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'jaeger-'));
  return () => rmSync(folder, { recursive: true });
});

async function start(options: JaegerOptions): Promise<Jaeger> {
  const jaeger = await startJaeger(options);
  onTestFinished(() => jaeger.stop());
  return jaeger;
}

/** A sampler for a service, which has asked Jaeger. */
async function samplerFor(service: string, { sampling }: Jaeger) {
  let freeze = async (): Promise<void> => {};
  const sampler = remoteSampler(
    {
      endpoint: sampling,
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
  await freeze();
  return sampler;
}

async function told(service: string, { sampling }: Jaeger): Promise<string> {
  return (await fetch(`${sampling}?service=${service}`)).text();
}

describe.runIf(isThere)('by a real Jaeger', () => {
  test('each kind of strategy in its file is told as tests have it, and counts', async () => {
    const file = join(folder, 'strategies.json');
    writeFileSync(file, JSON.stringify(strategies));
    const jaeger = await start({ args: [`--sampling.strategies-file=${file}`] });

    const described = async (service: string) => (await samplerFor(service, jaeger)).toString();

    expect(await told('share', jaeger)).toBe(answers.operations);
    expect(await told('limited', jaeger)).toBe(answers.rateLimitingWithOperations);
    expect(await described('share')).toContain('operations(2, default 0.8)');
    expect(await described('limited')).toContain('ratelimiting(5)');
    expect(await described('other')).toContain('operations(1, default 0.5)');
  });

  test('adaptive sampling learns from what a function sends, and the function goes by it', async () => {
    const before = await startAdaptive();
    const initial = JSON.parse(await told('orders', before));
    const roots = await callOften('orders', before, 'parentbased_jaeger_remote');
    await callOften('billing', before, 'always_on');
    await untilCalculated(before);

    // One that stands alone tells what it has learned when it starts again.
    await before.stop();
    const after = await startAdaptive();
    const learned = JSON.parse(await told('orders', after)).operationSampling;

    expect(initial.operationSampling).toMatchObject({
      defaultSamplingProbability: initialRate,
      perOperationStrategies: [],
    });
    expect(roots.at(-1)?.attributes).toMatchObject({
      'sampler.type': 'probabilistic',
      'sampler.param': initialRate,
    });
    expect(learned.perOperationStrategies).toEqual([
      { operation, probabilisticSampling: { samplingRate: expect.any(Number) } },
    ]);
    const [{ probabilisticSampling }] = learned.perOperationStrategies;
    const rate = probabilisticSampling.samplingRate as number;
    // There were more than it wants, by far.
    expect(rate).toBeLessThan(initialRate / 2);
    const sampler = await samplerFor('orders', after);
    expect(sampler.toString()).toContain('operations(1, default 0.9)');
    expect(shareOf(sampler, operation)).toBeCloseTo(rate, 1);
    expect(shareOf(sampler, 'refunds')).toBeCloseTo(initialRate, 1);
    // Nobody has said how these were sampled.
    expect(await told('billing', after)).toContain('"perOperationStrategies":[]');
  });
});

const initialRate = 0.9;
/** What the function is called. */
const operation = 'function-under-test';

/** It counts each second what has come, and wants next to nothing. */
function startAdaptive(): Promise<Jaeger> {
  return start({
    args: [
      '--sampling.initial-sampling-probability=0.9',
      '--sampling.target-samples-per-second=0.01',
      '--sampling.min-samples-per-second=0.0001',
      '--sampling.calculation-interval=1s',
      '--sampling.delay=0s',
      // So that what was learned isn't forgotten, as nothing more comes.
      '--sampling.aggregation-buckets=10000',
      '--badger.ephemeral=false',
      '--badger.consistency=true',
      `--badger.directory-key=${folder}/keys`,
      `--badger.directory-value=${folder}/values`,
    ],
    environment: { SAMPLING_CONFIG_TYPE: 'adaptive', SPAN_STORAGE_TYPE: 'badger' },
  });
}

/** Invokes a function of this service, and hands Jaeger what it has sent. Gives its root spans. */
async function callOften(service: string, jaeger: Jaeger, sampler: string) {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  const fn = await startFunction({
    directory: fileURLToPath(new URL('../runtime/functions', import.meta.url)),
    handler: 'endings.handler',
    environment: {
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: sampler,
      OTEL_TRACES_SAMPLER_ARG: `endpoint=${jaeger.sampling},pollingIntervalMs=1,initialSamplingRate=1`,
    },
  });
  for (let sent = 0; sent < 30; sent++) {
    await fn.invoke({});
    await fn.frozen();
  }
  await fn.close();
  const spans = collector.spans();
  const posted = await fetch(jaeger.spans, {
    method: 'POST',
    headers: { 'content-type': 'application/x-thrift' },
    body: Uint8Array.from(toThrift(service, spans)),
  });
  expect(posted.status, await posted.text()).toBe(202);
  return spans.filter(({ parentSpanId }) => parentSpanId === undefined);
}

/** Two more calculations than there were: the first may have begun before the last span came. */
async function untilCalculated(jaeger: Jaeger): Promise<void> {
  const first = await calculations(jaeger);
  while ((await calculations(jaeger)) < first + 2)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

async function calculations({ metrics }: Jaeger): Promise<number> {
  const text = await (await fetch(metrics)).text();
  return Number(/calculate_probabilities_count (\d+)/.exec(text)?.[1] ?? Number.NaN);
}

/** What a sampler keeps of many new traces. */
function shareOf(sampler: Awaited<ReturnType<typeof samplerFor>>, name: string): number {
  const ids = new RandomIdGenerator();
  const all = 20_000;
  let kept = 0;
  for (let made = 0; made < all; made++) {
    const traceId = ids.generateTraceId();
    const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId, name, SpanKind.SERVER, {}, []);
    if (decision === SamplingDecision.RECORD_AND_SAMPLED) kept += 1;
  }
  return kept / all;
}
