import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isEmf, readEmf } from '../signals/metrics/emf-rules.ts';
import { startFunction } from '../start-function.ts';
import { type ApiCopy, apiCopies, deployWithApi, type Packaging } from './deploy-with-api.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'api-copies-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const packagings = (['cjs', 'esm'] as const).flatMap((format) => [
  { format, bundled: false },
  { format, bundled: true },
]);
const deployments = apiCopies.flatMap((copy) =>
  packagings.map((packaging) => ({ ...copy, ...packaging })),
);

/** Calls a function once, and gives back what it answered and what CloudWatch would find in its log. */
async function call(files: Record<string, string>, deployment: ApiCopy & Packaging) {
  const task = await deployWithApi(files, directory, deployment, deployment);
  const fn = await startFunction({
    directory: task,
    handler: 'index.handler',
    environment: { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'emf' },
  });
  const { payload } = await fn.invoke({});
  await fn.frozen();
  await fn.close();
  const lines = fn.logs.map(({ text }) => text).filter(isEmf);
  const metrics = lines.flatMap(readEmf).map(({ name, values }) => [name, values[0]] as const);
  return { answer: JSON.parse(payload), metrics: Object.fromEntries(metrics) };
}

const antifreeze = "import { traceLambda } from 'antifreeze';";
const imports = "import { work } from './core.js';";
const handler = 'export const handler = traceLambda(work);';

/** Instruments from the top level of a module, and one from within the handler. */
const core = `
  import { metrics } from '@opentelemetry/api';
  const meter = metrics.getMeter('user', '1.0');
  const made = meter.createCounter('made');
  meter.createObservableGauge('seen').addCallback((result) => result.observe(7));
  export const work = async () => {
    made.add(2, { kind: 'a' });
    metrics.getMeter('user').createHistogram('took').record(5);
    return 'done';
  };`;

test.each(deployments)(
  'instruments made with API $copy ($format, bundled: $bundled) are measured',
  async (deployment) => {
    const index = `${antifreeze} ${imports} ${handler}`;

    const { answer, metrics } = await call({ index, core }, deployment);

    expect(answer).toBe('done');
    expect(metrics).toMatchObject({ made: 2, seen: 7, took: 5, 'faas.invocations': 1 });
  },
);

/** Registers a meter provider of its own, and tells what came to it. */
const registering = `
  import { metrics } from '@opentelemetry/api';
  const made = [];
  const isRegistered = metrics.setGlobalMeterProvider({
    getMeter: () => ({ createCounter: (name) => ({ add: (value) => made.push([name, value]) }) }),
  });
  export const work = async () => {
    metrics.getMeter('user').createCounter('made').add(2);
    return { isRegistered, made };
  };`;

test.each(deployments)(
  "a meter provider of the function's own has its instruments, and the function's own metrics are there, with API $copy ($format, bundled: $bundled)",
  async (deployment) => {
    const index = `${antifreeze} ${imports} ${handler}`;

    const { answer, metrics } = await call({ index, core: registering }, deployment);

    expect(answer).toEqual({ isRegistered: true, made: [['made', 2]] });
    expect(metrics).not.toHaveProperty('made');
    expect(metrics).toMatchObject({ 'faas.invocations': 1 });
  },
);
