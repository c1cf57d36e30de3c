import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
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
  collector.clear();
});
afterAll(async () => {
  layer.remove();
  await collector.close();
});

const names = () => collector.spans().map((span) => span.name);

const answering = (what: string) => ({
  'index.js': `
    const { trace } = require('@opentelemetry/api');
    exports.handler = async () => {
      trace.getTracer('test').startSpan('work').end();
      return ${what};
    };`,
});

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  /** Has the wrapper's text run as another exec wrapper. */
  async function startBehind(
    wrapper: string,
    files: Readonly<Record<string, string>>,
    handler = 'index.handler',
  ): Promise<LambdaFunction> {
    const task = writeTask({
      ...files,
      wrapper: `#!/bin/sh
${wrapper}
`,
    });
    const fn = await startFunction({
      runtime,
      handler,
      directory: task.directory,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        ANTIFREEZE_EXEC_WRAPPER: join(task.directory, 'wrapper'),
        ...layer.variables,
      },
    });
    opened.push({ fn, task });
    return fn;
  }

  test.each([
    ['sees the handler that is configured', 'export SEEN="$_HANDLER"; exec "$@"', 'index.handler'],
    ['has the runtime as its arguments', 'export SEEN="$#"; exec "$@"', /^[67]$/],
  ])('another exec wrapper %s', async (_, wrapper, seen) => {
    const fn = await startBehind(wrapper, answering('process.env.SEEN'));

    const { payload } = await fn.invoke({});
    await fn.frozen();

    expect(JSON.parse(payload)).toMatch(seen);
    expect(names()).toContain('work');
  });

  test.each([
    ['after the program', 'node="$1"; shift; exec "$node" --title=own "$@"'],
    ['before the script', 'for script; do :; done; exec "$1" "$2" --title=own "$script"'],
  ])('options that another exec wrapper gives Node.js %s reach it', async (_, wrapper) => {
    const fn = await startBehind(wrapper, answering('process.title'));

    const { payload } = await fn.invoke({});
    await fn.frozen();

    expect(payload).toBe('"own"');
    expect(names()).toContain('work');
  });

  test('another exec wrapper that puts a handler of its own in front is traced with what it loads', async () => {
    const fn = await startBehind(
      'export INNER_HANDLER="$_HANDLER"; export _HANDLER=outer.handler; exec "$@"',
      {
        ...answering(`[process.env.INNER_HANDLER, process.env._HANDLER]`),
        'outer.js': `exports.handler = (...all) => require('./index.js').handler(...all);`,
      },
    );

    const { payload } = await fn.invoke({});
    await fn.frozen();

    expect(JSON.parse(payload)).toEqual(['index.handler', 'outer.handler']);
    expect(names()).toContain('work');
  });

  test('an exec wrapper that runs a program in place of the runtime finds it, and one line says that it is not traced', async () => {
    // As the Lambda Web Adapter does.
    const fn = await startBehind(
      'exec "$LAMBDA_TASK_ROOT/$_HANDLER"',
      {
        'run.sh': `#!/bin/sh\nexec "${process.execPath}" "$LAMBDA_TASK_ROOT/server.mjs"\n`,
        'server.mjs': `
          const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
          const next = await fetch(api + 'next');
          const id = next.headers.get('lambda-runtime-aws-request-id');
          const own = Object.keys(process.env).filter((name) => /^ANTIFREEZE_(HANDLER|NODE)/.test(name));
          await fetch(api + id + '/response', { method: 'POST', body: JSON.stringify(own) });
          await fetch(api + 'next');`,
      },
      'run.sh',
    );

    const { payload } = await fn.invoke({});

    expect(payload).toBe('[]');
    expect(fn.logs.map(({ text }) => text).filter(Boolean)).toEqual([
      expect.stringMatching(/^antifreeze: the handler run.sh is no Java/),
    ]);
  });
});
