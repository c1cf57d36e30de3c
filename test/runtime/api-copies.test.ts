import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { startFunction } from '../../harness/lambda/index.ts';

/** Copies of `@opentelemetry/api` as users have them: the package, and the version that it shall call itself. */
const copies = [
  { copy: '1.4', from: 'api-1-4' },
  { copy: '1.9', from: 'api-1-9' },
  { copy: 'current', from: '@opentelemetry/api' },
  { copy: 'one that calls itself newer', from: '@opentelemetry/api', version: '1.99.0' },
];
const deployments = ['cjs', 'esm'].flatMap((format) =>
  copies.flatMap((copy) => [
    { ...copy, format: format as 'cjs' | 'esm', bundled: false },
    { ...copy, format: format as 'cjs' | 'esm', bundled: true },
  ]),
);

const repository = realpathSync('.');
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
  async ({ from, version, format, bundled }) => {
    collector.clear();
    const task = await deploy(from, version, format, bundled);

    const fn = await startFunction({
      directory: task,
      handler: 'index.handler',
      timeoutMs: 20_000,
      // A machine may be too busy for the usual limit of a second.
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        ANTIFREEZE_FLUSH_TIMEOUT: '15000',
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
  },
);

/** A tracer from the top level of the module, spans in a callback and over an await. */
const source = `
  import { traceLambda } from 'antifreeze';
  import { trace } from '@opentelemetry/api';
  const tracer = trace.getTracer('user');
  export const handler = traceLambda(async () =>
    tracer.startActiveSpan('outer', async (outer) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      tracer.startSpan('inner').end();
      outer.end();
      return { traceId: trace.getActiveSpan?.().spanContext().traceId ?? outer.spanContext().traceId };
    }));`;

async function deploy(
  from: string,
  version: string | undefined,
  format: 'cjs' | 'esm',
  bundled: boolean,
): Promise<string> {
  const task = mkdtempSync(join(directory, 'task-'));
  const api = join(task, 'node_modules/@opentelemetry/api');
  cpSync(realpathSync(`node_modules/${from}`), api, { recursive: true });
  if (version) rename(api, version);
  symlinkSync(repository, join(task, 'node_modules/antifreeze'));
  await build({
    stdin: { contents: source, resolveDir: task },
    outfile: join(task, format === 'esm' ? 'index.mjs' : 'index.cjs'),
    format,
    bundle: true,
    platform: 'node',
    logLevel: 'warning',
    external: bundled ? [] : ['antifreeze', '@opentelemetry/api'],
  });
  return task;
}

/** Has a copy of the API call itself by another version, wherever it says its own. */
function rename(api: string, version: string): void {
  const { version: own } = JSON.parse(readFileSync(join(api, 'package.json'), 'utf8'));
  let said = 0;
  for (const file of globSync(join(api, 'dist/**/*.{cjs,mjs}'))) {
    const code = readFileSync(file, 'utf8');
    said += code.split(`"${own}"`).length - 1;
    writeFileSync(file, code.replaceAll(`"${own}"`, `"${version}"`));
  }
  if (said === 0) throw new Error('this copy of the API does not say its version');
}
