import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { hasFrameworks, linkFrameworks } from '../../harness/frameworks/frameworks.ts';

/** Handlers as they are found, by how they answer. */
const handlers = {
  promise: `async () => 'done'`,
  callback: `(event, context, callback) => void setTimeout(callback, 5, null, 'done')`,
  'promise beside a callback': `async (event, context, callback) => 'done'`,
  'context.succeed': `(event, context) => context.succeed('done')`,
  'context.done': `(event, context) => void setTimeout(() => context.done(null, 'done'), 5)`,
  'rejected promise': `async () => { throw new RangeError('failed'); }`,
  'callback with an error': `(event, context, callback) => callback(new RangeError('failed'))`,
  'context.fail': `(event, context) => context.fail(new RangeError('failed'))`,
};

/** Tools that call handlers elsewhere than on Lambda. Each prints what it hears. */
const runners = {
  'serverless-offline, in its process': `
    const folder = 'serverless-offline/src/lambda/handler-runner/in-process-runner';
    const { default: Runner } = await import(
      new URL(\`./node_modules/\${folder}/InProcessRunner.js\`, import.meta.url));
    const options = { codeDir: '', handler: file + '.handler', servicePath: import.meta.dirname, timeout: 5000 };
    const context = { awsRequestId: 'r1', functionName: 'orders', callbackWaitsForEmptyEventLoop: true };
    const run = () => new Runner(options, {}).run({}, context);`,
  'lambda-local': `
    const { createRequire } = await import('node:module');
    const require = createRequire(import.meta.url);
    const local = require('lambda-local');
    local.setLogger({ log() {}, transports: [] });
    const run = () => local.execute({
      event: {}, lambdaFunc: require(\`./\${file}.cjs\`), verboseLevel: 0, timeoutMs: 5000,
    });`,
};

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'runners-'));
  if (hasFrameworks()) linkFrameworks(directory);
  for (const [name, source] of Object.entries(handlers)) {
    const code = `exports.handler = wrap(${source});`;
    writeFileSync(join(directory, `${slug(name)}-bare.cjs`), `const wrap = (fn) => fn; ${code}`);
    writeFileSync(
      join(directory, `${slug(name)}-traced.cjs`),
      `const { traceLambda: wrap } = require('antifreeze'); ${code}`,
    );
  }
});
afterEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await collector.close();
});

const slug = (name: string) => name.replace(/\W+/g, '-');

/** What the runner hears of a handler. */
async function run(runner: string, file: string): Promise<string> {
  const program = join(directory, `${slug(file)}-${slug(runner).slice(0, 10)}.mjs`);
  writeFileSync(
    program,
    `const file = ${JSON.stringify(file)}; ${runner}
    const [heard] = await Promise.allSettled([run()]);
    const { name, errorType, message, errorMessage } = heard.reason ?? {};
    console.log(JSON.stringify([heard.value, name ?? errorType, message ?? errorMessage]));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  });
  return stdout;
}

describe.skipIf(!hasFrameworks()).each(Object.entries(runners))('%s', (_, runner) => {
  test.each(Object.keys(handlers))('hears the same of a %s, which is traced', async (handler) => {
    const [bare, traced] = [
      await run(runner, `${slug(handler)}-bare`),
      await run(runner, `${slug(handler)}-traced`),
    ];

    expect(traced).toBe(bare);
    expect(bare).toMatch(/done|failed/);
    const isFailure = bare.includes('failed');
    expect(collector.spans().filter((span) => 'faas.trigger' in span.attributes)).toMatchObject([
      { status: { code: isFailure ? 'error' : 'unset' } },
    ]);
  });
});
