import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { type BuiltLayer, builtLayer } from './built-layer.ts';
import { type Task, writeTask } from './task.ts';

let collector: Collector;
let layer: BuiltLayer;
let task: Task;
let fn: LambdaFunction | undefined;

const source = `
  const { gc: native } = Object.getOwnPropertyDescriptors(globalThis);
  exports.handler = async () => {
    const isThere = 'gc' in globalThis;
    const ref = new WeakRef({});
    // What a reference has been read from is kept until then.
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
    return {
      isThere,
      isFunction: gc instanceof Function,
      isMade: native.value !== undefined,
      collects: ref.deref() === undefined,
      descriptor: Object.getOwnPropertyDescriptor(globalThis, 'gc'),
      options: process.execArgv.filter((option) => /gc|header/.test(option)),
    };
  };`;

beforeAll(async () => {
  [collector, layer] = await Promise.all([startCollector(), builtLayer()]);
  task = writeTask({ 'index.js': source, wrapper: '#!/bin/sh\nexec "$@"\n' });
});
afterEach(async () => {
  await fn?.close();
  collector.clear();
});
afterAll(async () => {
  task.remove();
  layer.remove();
  await collector.close();
});

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  async function answer(environment: Readonly<Record<string, string>>): Promise<unknown> {
    fn = await startFunction({
      runtime,
      handler: 'index.handler',
      directory: task.directory,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        ...layer.variables,
        ...environment,
      },
    });
    const { payload } = await fn.invoke({});
    await fn.frozen();
    return JSON.parse(payload);
  }

  const gc = {
    isThere: true,
    isFunction: true,
    collects: true,
    descriptor: { writable: true, enumerable: true, configurable: false },
  };

  test('without a word about it Node.js starts as on Lambda', async () => {
    expect(await answer({})).toEqual({
      ...gc,
      isMade: true,
      options: ['--expose-gc', '--max-http-header-size=81920'],
    });
  });

  test.each([
    ['the runtime', {}],
    ['another exec wrapper', { ANTIFREEZE_EXEC_WRAPPER: 'wrapper' }],
  ])('a fast start by %s leaves one option out, and gives gc to whoever asks', async (_, set) => {
    const environment = Object.fromEntries(
      Object.entries(set).map(([name, file]) => [name, `${task.directory}/${file}`]),
    );

    const answered = await answer({ ANTIFREEZE_FAST_START: 'true', ...environment });

    expect(answered).toEqual({ ...gc, isMade: false, options: ['--max-http-header-size=81920'] });
    expect(collector.spans()).toHaveLength(2);
    expect(fn?.logs.map(({ text }) => text)).toEqual([]);
  });

  test('gc in the options of the function stays', async () => {
    const answered = await answer({ ANTIFREEZE_FAST_START: 'true', NODE_OPTIONS: '--expose-gc' });

    expect(answered).toMatchObject({ ...gc, isMade: true });
  });
});
