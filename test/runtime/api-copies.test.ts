import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { antifreezePlugin } from '../../src/bundlers/esbuild-plugin.ts';
import { startFunction } from '../start-function.ts';
import { type ApiCopy, apiCopies, deployWithApi, type Packaging } from './deploy-with-api.ts';

const deployments = ['cjs', 'esm'].flatMap((format) =>
  apiCopies.flatMap((copy) => [
    { ...copy, format: format as 'cjs' | 'esm', bundled: false },
    { ...copy, format: format as 'cjs' | 'esm', bundled: true },
  ]),
);

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'api-copies-'));
});
afterAll(async () => {
  await collector.close();
  rmSync(directory, { recursive: true });
});

test.each(deployments)(
  'spans made with API $copy ($format, bundled: $bundled) join the trace',
  (deployment) => expectOneTrace(`${antifreeze} ${imports} ${handler}`, deployment),
);

test.each(deployments.filter(isInReach))(
  'so do those of a tracer from before antifreeze, with API $copy ($format, bundled: $bundled)',
  (deployment) =>
    expectOneTrace(`${imports} ${antifreeze} ${handler}`, {
      ...deployment,
      plugins: [antifreezePlugin()],
    }),
);

/** All but those that are ES modules: nothing tells which of these there are. */
function isInReach({ from, format, bundled }: ApiCopy & Packaging): boolean {
  return bundled || format === 'cjs' || from !== '@opentelemetry/api';
}

async function expectOneTrace(index: string, deployment: ApiCopy & Packaging): Promise<void> {
  collector.clear();
  const task = await deployWithApi({ index, core }, directory, deployment, deployment);

  const fn = await startFunction({
    directory: task,
    handler: 'index.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  });
  const { payload } = await fn.invoke({});
  await fn.frozen();
  await fn.close();

  const root = collector.spans().find((span) => span.name === 'function-under-test');
  const outer = collector.spans().find((span) => span.name === 'outer');
  const inner = collector.spans().find((span) => span.name === 'inner');
  expect(JSON.parse(payload)).toEqual({ traceId: root?.traceId });
  expect(outer?.parentSpanId).toBe(root?.spanId);
  expect(inner?.parentSpanId).toBe(outer?.spanId);
}

/** A tracer from the top level of a module, spans in a callback and over an await. */
const core = `
  import { trace } from '@opentelemetry/api';
  const tracer = trace.getTracer('user');
  export const work = async () =>
    tracer.startActiveSpan('outer', async (outer) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      tracer.startSpan('inner').end();
      outer.end();
      return { traceId: trace.getActiveSpan?.().spanContext().traceId ?? outer.spanContext().traceId };
    });`;
const antifreeze = "import { traceLambda } from 'antifreeze';";
const imports = "import { work } from './core.js';";
const handler = 'export const handler = traceLambda(work);';
