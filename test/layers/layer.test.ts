import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { type BuiltLayer, builtLayer } from './built-layer.ts';
import { type Task, writeTask } from './task.ts';

let collector: Collector;
let layer: BuiltLayer;
let opened: { fn: LambdaFunction; task: Task }[] = [];

beforeAll(async () => {
  [collector, layer] = await Promise.all([startCollector(), builtLayer()]);
});
afterEach(async () => {
  for (const { fn, task } of opened) {
    await fn.close();
    task.remove();
  }
  opened = [];
  collector.behave({});
  collector.clear();
});
afterAll(async () => {
  layer.remove();
  await collector.close();
});

async function start(
  files: Readonly<Record<string, string>>,
  settings: Partial<FunctionSettings> = {},
): Promise<LambdaFunction> {
  const task = writeTask(files);
  const fn = await startFunction({
    directory: task.directory,
    handler: 'index.handler',
    ...settings,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...layer.variables,
      ...settings.environment,
    },
  });
  opened.push({ fn, task });
  return fn;
}

const names = () => collector.spans().map((span) => span.name);
const warnings = (fn: LambdaFunction) => fn.logs.map(({ text }) => text).filter(Boolean);

const withSpan = `const tracer = trace.getTracer('test');
  const work = (answer) => { tracer.startSpan('work').end(); return answer; };`;
const commonJs = `const { trace } = require('@opentelemetry/api'); ${withSpan}`;
const module = `import { trace } from '@opentelemetry/api'; ${withSpan}`;

/** Files of a function that makes one span, and its handler. */
const functions: Readonly<Record<string, { handler: string; files: Record<string, string> }>> = {
  CommonJS: {
    handler: 'index.handler',
    files: { 'index.js': `${commonJs} exports.handler = async () => work('done');` },
  },
  'an ES module': {
    handler: 'index.handler',
    files: {
      'index.mjs': `${module} await Promise.resolve(); export const handler = async () => work('done');`,
    },
  },
  'a nested export in a sub-folder': {
    handler: 'src/index.api.handler',
    files: { 'src/index.js': `${commonJs} exports.api = { handler: async () => work('done') };` },
  },
  'a stream': {
    handler: 'index.handler',
    files: {
      'index.mjs': `${module} export const handler = awslambda.streamifyResponse(
        async (_event, stream) => { stream.end(work('"done"')); });`,
    },
  },
};

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('without an exec wrapper, as in a container image, the handler may be named to it by a variable', async () => {
    const { handler, files } = functions['CommonJS'] ?? { handler: '', files: {} };
    const fn = await start(files, {
      runtime,
      handler: join(layer.opt, 'antifreeze-layer/redirect.handler'),
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '', ANTIFREEZE_HANDLER: handler },
    });

    const { payload } = await fn.invoke({});
    await fn.frozen();

    expect(payload).toBe('"done"');
    expect(names()).toEqual(expect.arrayContaining(['work', 'function-under-test']));
  });

  test.each(Object.keys(functions))(
    'the layer has all spans of %s out before each freeze',
    async (kind) => {
      const { handler = '', files = {} } = functions[kind] ?? {};
      const fn = await start(files, { runtime, handler });

      for (let call = 1; call <= 10; call++) {
        const { payload } = await fn.invoke({});
        await fn.frozen();
        expect(payload).toBe('"done"');
        expect(names().filter((name) => name === 'work')).toHaveLength(call);
      }

      expect(names()).toHaveLength(21);
      expect(new Set(collector.spans().map(({ traceId }) => traceId)).size).toBe(10);
      expect(warnings(fn)).toEqual([]);
    },
  );

  test('a callback handler is traced where there are callbacks', async () => {
    const files = {
      'index.js': `exports.handler = (event, context, callback) => callback(null, 'called');`,
    };
    const fn = await start(files, { runtime });

    const { payload } = await fn.invoke({});
    await fn.frozen();

    if (runtime === 'nodejs22.x') {
      expect(payload).toBe('"called"');
      expect(names().sort()).toEqual(['function-under-test', 'init']);
    } else {
      expect(fn.initError?.errorType).toBe('Runtime.CallbackHandlerDeprecated');
    }
  });

  test.each([
    ['index.js', `const { traceLambda } = require('antifreeze'); ${commonJs} exports.handler =`],
    ['index.mjs', `import { traceLambda } from 'antifreeze'; ${module} export const handler =`],
  ])('a function that traces itself in %s is traced once', async (file, source) => {
    const files = { [file]: `${source} traceLambda(async () => work('done'));` };
    const fn = await start(files, { runtime });

    await fn.invoke({});
    await fn.frozen();
    await fn.invoke({});
    await fn.frozen();

    const root = 'function-under-test';
    expect(names().sort()).toEqual([root, root, 'init', 'work', 'work']);
    expect(warnings(fn)).toEqual([]);
  });

  test.each([
    ['tracing.mjs', 'missing'],
    ['tracing.mjs', 'cut off'],
    ['tracing.mjs', 'of another version'],
  ])('a layer whose %s is %s leaves the function as it is, with one warning', async (file, how) => {
    const opt = brokenLayer(file, how);
    const fn = await start(
      { 'index.mjs': 'export const handler = async () => process.env._HANDLER;' },
      { runtime, environment: { AWS_LAMBDA_EXEC_WRAPPER: join(opt, 'antifreeze') } },
    );

    const { payload } = await fn.invoke({});
    await fn.frozen();
    rmSync(opt, { recursive: true });

    expect(payload).toBe('"index.handler"');
    expect(warnings(fn)).toEqual([expect.stringContaining('antifreeze: ')]);
    expect(names()).toEqual([]);
  });

  test('a function sees the same environment as without the layer', async () => {
    const files = { 'index.js': 'exports.handler = async () => process.env;' };
    const own = { NODE_OPTIONS: '--no-deprecation' };
    const detached = { ...own, AWS_LAMBDA_EXEC_WRAPPER: '' };

    const attached = await variables(await start(files, { runtime, environment: own }));
    const bare = await variables(await start(files, { runtime, environment: detached }));

    expect(attached['NODE_OPTIONS']).toBe('--no-deprecation');
    expect(attached).toEqual(bare);
  });

  test('OTEL_SDK_DISABLED leaves the layer unused', async () => {
    const key = `Symbol.for('opentelemetry.js.api.1')`;
    const fn = await start(
      { 'index.js': `exports.handler = async () => ${key} in globalThis;` },
      { runtime, environment: { OTEL_SDK_DISABLED: 'True' } },
    );

    const { payload } = await fn.invoke({});

    expect(payload).toBe('false');
    expect(collector.requests()).toEqual([]);
  });

  test.each([
    ['an error', 'index.js', `throw new RangeError('no configuration');`, 'RangeError'],
    [
      'an error of an ES module',
      'index.mjs',
      `await Promise.reject(new TypeError('late'));`,
      'TypeError',
    ],
    ['a missing export', 'index.js', '', 'Runtime.HandlerNotFound'],
  ])('%s at initialisation is a span', async (_, file, source, errorType) => {
    const fn = await start({ [file]: source }, { runtime });

    expect(fn.initError?.errorType).toBe(errorType);
    expect(collector.spans()).toMatchObject([
      {
        name: 'init',
        attributes: { 'error.type': errorType, 'faas.coldstart': true },
        status: { code: 'error' },
      },
    ]);
  });

  test('a collector that never answers delays a failed initialisation by a flush at most', async () => {
    collector.behave({ answer: 'never' });
    const begun = performance.now();

    const fn = await start(
      { 'index.js': `throw new RangeError('no configuration');` },
      {
        runtime,
        environment: { ANTIFREEZE_FLUSH_TIMEOUT: '300', OTEL_EXPORTER_OTLP_TIMEOUT: '60000' },
      },
    );

    expect(fn.initError?.errorType).toBe('RangeError');
    expect(performance.now() - begun).toBeLessThan(30_000);
  });
});

test.runIf(availableRuntimes().some(({ name }) => name === 'nodejs24.x'))(
  'events that overlap in several threads are all traced',
  async () => {
    const files = {
      'index.js': `${commonJs} exports.handler = async ({ ms }) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return work(process.env._HANDLER);
      };`,
    };
    const fn = await start(files, { runtime: 'nodejs24.x', concurrency: 4, timeoutMs: 20_000 });

    const answers = await Promise.all([1, 2, 3, 4].map((n) => fn.invoke({ ms: n * 20 })));

    expect(answers.map(({ payload }) => payload)).toEqual(Array(4).fill('"index.handler"'));
    await expect.poll(() => names().filter((name) => name === 'work')).toHaveLength(4);
  },
);

test('the zip holds the same bytes each time, has what /opt needs, and is small', async () => {
  const again = await builtLayer();

  expect(readFileSync(again.zip).equals(readFileSync(layer.zip))).toBe(true);
  again.remove();
  expect(statSync(layer.zip).size).toBeLessThan(180_000);
  const unzipped = join(layer.opt, '../unzipped');
  execFileSync('unzip', ['-q', layer.zip, '-d', unzipped]);
  for (const file of [
    'antifreeze',
    'antifreeze-layer/redirect.mjs',
    'antifreeze-layer/tracing.mjs',
  ])
    expect(readFileSync(join(unzipped, file))).toEqual(readFileSync(join(layer.opt, file)));
  expect(statSync(join(unzipped, 'antifreeze')).mode & 0o777).toBe(0o755);
});

async function variables(fn: LambdaFunction): Promise<Record<string, string>> {
  const { payload } = await fn.invoke({});
  const own = ['AWS_LAMBDA_EXEC_WRAPPER', 'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'TMPDIR'];
  const perInvocation = ['_X_AMZN_TRACE_ID', 'PWD', 'OLDPWD', 'SHLVL', '_'];
  const entries = Object.entries(JSON.parse(payload) as Record<string, string>);
  return Object.fromEntries(entries.filter(([name]) => ![...own, ...perInvocation].includes(name)));
}

function brokenLayer(file: string, how: string): string {
  const opt = join(layer.opt, `../${how.replaceAll(' ', '-')}-${Math.random()}`);
  const path = join(opt, 'antifreeze-layer', file);
  cpSync(layer.opt, opt, { recursive: true });
  if (how === 'missing') rmSync(path);
  if (how === 'cut off') writeFileSync(path, readFileSync(path, 'utf8').slice(0, 1_000));
  if (how === 'of another version') writeFileSync(path, 'export const traceAll = () => {};');
  return opt;
}
