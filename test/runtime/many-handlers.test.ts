import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import { type BuiltLayer, builtLayer } from '../layers/built-layer.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
let collector: Collector;
let layer: BuiltLayer;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  [collector, layer] = await Promise.all([startCollector(), builtLayer()]);
});
afterEach(async () => {
  await started?.close();
  collector.clear();
});
afterAll(async () => {
  layer.remove();
  await collector.close();
});

async function start(settings: Partial<FunctionSettings>): Promise<LambdaFunction> {
  started = await startFunction({
    directory,
    handler: 'handlers-of-one-process.handler',
    functionName: 'router',
    ...settings,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...settings.environment },
  });
  return started;
}

/** What an invocation leaves: its answer, and its spans. */
async function invoke(fn: LambdaFunction, event: unknown) {
  collector.clear();
  const { payload, requestId } = await fn.invoke(event);
  await fn.frozen();
  return { answer: payload, requestId, spans: collector.spans() };
}

const names = ({ spans }: Awaited<ReturnType<typeof invoke>>) =>
  spans.map(({ name }) => name).toSorted();

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('handlers that are called within a traced one are part of its one root span', async () => {
    const fn = await start({
      runtime,
      handler: runtime === 'nodejs22.x' ? 'nested.callbackRouter' : 'nested.router',
    });

    await invoke(fn, {});
    const warm = await invoke(fn, {});

    expect(warm.answer).toBe('[1,2]');
    expect(names(warm)).toEqual(['first', 'router', 'second']);
    const root = warm.spans.find(({ name }) => name === 'router');
    for (const span of warm.spans.filter((each) => each !== root))
      expect(span.parentSpanId).toBe(root?.spanId);
  });

  test('so it is where the layer traces the outer one, and the code the others', async () => {
    const fn = await start({
      runtime,
      handler: 'nested.bareRouter',
      environment: layer.variables,
    });

    const { answer, spans } = await invoke(fn, {});

    expect(answer).toBe('[1,2]');
    expect(spans.map(({ name }) => name).toSorted()).toEqual(['first', 'init', 'router', 'second']);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    // Of one set-up, not of two.
    expect(new Set(spans.map(({ resource }) => resource['service.instance.id'])).size).toBe(1);
    expect(fn.logs.map(({ text }) => text).filter(Boolean)).toEqual([]);
  });

  test('each handler has its name, its attributes and its sampler, and one is off', async () => {
    const fn = await start({ runtime });
    const services = async (handler: string) => {
      const { spans } = await invoke(fn, { handler });
      return spans.map(({ name, resource }) => [name, resource['service.name'], resource['team']]);
    };

    await invoke(fn, { handler: 'orders' });

    expect(await services('orders')).toEqual([
      ['work', 'orders-service', undefined],
      ['router', 'orders-service', undefined],
    ]);
    expect(await services('parcels')).toEqual([
      ['work', 'parcels-service', 'packing'],
      ['router', 'parcels-service', 'packing'],
    ]);
    expect(await services('plain')).toEqual([
      ['work', 'router', undefined],
      ['router', 'router', undefined],
    ]);
    expect(await services('silent')).toEqual([]);
    // The function's own tracer goes on to work.
    expect(await services('disabled')).toEqual([['work', 'orders-service', undefined]]);
    expect(fn.logs.map(({ text }) => text).filter((line) => line.includes('antifreeze'))).toEqual([
      expect.stringContaining('option journal of a later handler has no effect'),
    ]);
  });

  test('the cold start is of the first invocation, also where that had no trace', async () => {
    const fn = await start({ runtime });

    await invoke(fn, { handler: 'disabled' });
    const { spans } = await invoke(fn, { handler: 'orders' });

    expect(spans.map(({ name }) => name)).not.toContain('init');
    expect(spans.find(({ name }) => name === 'router')?.attributes['faas.coldstart']).toBe(false);
  });
});
