import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { cases } from './cases.ts';
import { observe } from './observe.ts';
import { patiently } from './patiently.ts';
import { killWhileWaiting } from './use-functions.ts';
import { antifreeze, bare } from './wrappers.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const limited =
  '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":1000}}';
const plugin = { source: 'serverless-plugin-warmup' };
let collector: Collector;
/** Whom functions call, and a Jaeger. */
let server: Server;
let serverUrl: string;
let requests: { readonly url: string; readonly traceparent: unknown; readonly at: number }[] = [];
let answerMs = 0;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  collector = await startCollector();
  server = createServer(({ url = '', headers }, response) => {
    requests.push({ url, traceparent: headers['traceparent'], at: Date.now() });
    setTimeout(() => response.end(limited), answerMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  collector.behave({});
  collector.clear();
  requests = [];
  answerMs = 0;
});
afterEach(() => started?.close());
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await collector.close();
});

async function start(
  environment: Record<string, string>,
  settings: Partial<FunctionSettings> = {},
): Promise<LambdaFunction> {
  started = await startFunction({
    directory,
    handler: 'endings.handler',
    timeoutMs: patiently(5_000),
    ...settings,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, SERVER: serverUrl, ...environment },
  });
  return started;
}

async function call(fn: LambdaFunction, event: object = {}) {
  const invocation = await fn.invoke(event);
  await invocation.ended;
  await fn.frozen();
  return invocation;
}

const names = () => collector.spans().map(({ name }) => name);
const roots = () => collector.spans().filter(({ name }) => name === 'function-under-test');
const states = () => new Set(collector.spans().map(({ traceState }) => traceState));

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('what fails is kept with all of its spans, and nothing else', async () => {
    const fn = await start({ ANTIFREEZE_KEEP: 'errors' }, { runtime });

    await call(fn);
    await call(fn);
    expect(collector.spans()).toEqual([]);
    await call(fn, { ending: 'throw', spans: 3 });

    expect(names().filter((name) => name === 'work')).toHaveLength(3);
    expect(roots()).toHaveLength(1);
    expect(roots()).toMatchObject([{ attributes: { 'antifreeze.kept': 'error' } }]);
    expect(states()).toEqual(new Set(['ot=th:0']));
  });

  test('what runs out of time is kept', async () => {
    const fn = await start(
      { ANTIFREEZE_KEEP: 'timeouts' },
      { runtime, timeoutMs: patiently(2_000) },
    );
    await call(fn);

    const { status } = await call(fn, { ending: 'wait' });

    expect(status).toBe('timeout');
    expect(names().sort()).toEqual(['function-under-test', 'unfinished', 'work']);
    expect(roots()).toMatchObject([
      { attributes: { 'antifreeze.kept': 'timeout', 'error.type': 'timeout' } },
    ]);
  });

  test.each(['kill', 'busy', 'memory'])(
    'what is killed (%s) is kept, by the journal',
    async (ending) => {
      const fn = await start(
        { ANTIFREEZE_KEEP: 'timeouts' },
        { runtime, timeoutMs: patiently(2_000), nodeOptions: ['--max-old-space-size=40'] },
      );
      await call(fn);

      if (ending === 'kill') await killWhileWaiting(fn, { spans: 2 });
      else await call(fn, { ending, spans: 2 });
      collector.clear();
      await call(fn);

      expect(names()).toEqual(expect.arrayContaining(['work', 'work', 'function-under-test']));
      expect(roots()).toHaveLength(1);
      expect(roots()[0]?.attributes['antifreeze.kept']).toMatch(/^(killed|late)$/);
      expect(roots()[0]?.attributes).toHaveProperty('error.type');
      expect(states()).toEqual(new Set(['ot=th:0']));
    },
  );

  test('what was dropped leaves nothing in the journal', async () => {
    const fn = await start({ ANTIFREEZE_KEEP: 'timeouts' }, { runtime });
    await call(fn, { spans: 20 });

    await fn.kill();
    await call(fn);

    expect(collector.spans()).toEqual([]);
  });

  test('an ignored warm-up sends nothing, starts no trace at whom it calls, and is counted', async () => {
    const fn = await start(
      { ANTIFREEZE_IGNORE: 'warm-ups' },
      { runtime, handler: 'calls-on.handler' },
    );

    await call(fn, plugin);
    await call(fn, plugin);
    expect(collector.requests()).toEqual([]);
    expect(requests).toHaveLength(4);
    for (const { traceparent } of requests) expect(traceparent).toMatch(/-02$/);
    await call(fn);

    expect(roots()).toMatchObject([{ attributes: { 'antifreeze.ignored_invocations': 2 } }]);
  });

  test('children of a span that is left out hang under its parent, also where the process is killed', async () => {
    const fn = await start(
      { ANTIFREEZE_IGNORE_SPANS: 'name:unfinished' },
      { runtime, handler: 'nested-work.handler' },
    );
    await call(fn);
    await killWhileWaiting(fn, {});
    await call(fn);

    const inner = collector.spans().filter(({ name }) => name === 'inner');
    expect(inner).toHaveLength(3);
    const rootIds = roots().map(({ spanId }) => spanId);
    for (const { parentSpanId } of inner) expect(rootIds).toContain(parentSpanId);
    expect(names()).not.toContain('unfinished');
  });

  test('Jaeger is asked after a response, and its answer is there for the next process', async () => {
    const fn = await start(
      {
        OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
        OTEL_TRACES_SAMPLER_ARG: `endpoint=${serverUrl}/sampling,initialSamplingRate=0`,
      },
      { runtime },
    );
    await call(fn);
    expect(requests.map(({ url }) => url)).toEqual(['/sampling?service=function-under-test']);
    expect(collector.spans()).toEqual([]);

    await call(fn);
    await fn.kill();
    await call(fn);

    expect(roots()).toHaveLength(2);
    for (const { attributes } of roots())
      expect(attributes).toMatchObject({ 'sampler.type': 'ratelimiting', 'sampler.param': 1_000 });
  });

  test('no response waits for a Jaeger that is slow', async () => {
    answerMs = 2_000;
    const fn = await start(
      {
        OTEL_TRACES_SAMPLER: 'jaeger_remote',
        OTEL_TRACES_SAMPLER_ARG: `endpoint=${serverUrl}/sampling,initialSamplingRate=0,pollingIntervalMs=1`,
      },
      { runtime },
    );
    await call(fn);

    requests = [];
    const { times, ended } = await fn.invoke({});
    const { billedMs } = await ended;

    // The first one's question is under way until it is given up.
    for (const { at } of requests)
      expect(at).toBeGreaterThanOrEqual(times.deliveredAt + times.responseMs - 2);
    expect(billedMs).toBeLessThan(1_900);
  });

  test('what is ignored behaves as if it were not wrapped', async () => {
    const some = cases.filter(
      ({ runtimes, timeoutMs }, index) =>
        runtimes.includes(runtime) && timeoutMs === 20_000 && index % 12 === 0,
    );
    for (const each of some) {
      const plain = await observe(each, bare, runtime);
      const ignored = await observe(each, antifreeze, runtime, {
        ANTIFREEZE_IGNORE: '*',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      });

      expect(ignored).toEqual(plain);
    }
    expect(some.length).toBeGreaterThan(3);
    expect(collector.requests()).toEqual([]);
  });
});
