import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
  startFunction,
} from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { patiently } from './patiently.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const timeoutMs = 1_500;
let collector: Collector;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => {
  collector.behave({});
  collector.clear();
});
afterEach(() => started?.close());
afterAll(() => collector.close());

async function start(settings: Partial<FunctionSettings>): Promise<LambdaFunction> {
  started = await startFunction({
    directory,
    handler: 'endings.handler',
    timeoutMs: patiently(timeoutMs),
    nodeOptions: ['--max-old-space-size=40'],
    ...settings,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...settings.environment },
  });
  return started;
}

const named = (name: string) => collector.spans().filter((span) => span.name === name);
const rootOf = (requestId: string): CollectedSpan[] =>
  collector.spans().filter((span) => span.attributes['faas.invocation_id'] === requestId);

/** Sends one invocation on its way to `ending`, which for `kill` is a SIGKILL from outside. */
async function lose(fn: LambdaFunction, ending: string) {
  if (ending !== 'kill') return fn.invoke({ ending });
  const lost = fn.invoke({ ending: 'wait' });
  await new Promise((resolve) => setTimeout(resolve, patiently(300)));
  await fn.kill();
  return lost;
}

/** Calls until everything has been sent: an outage may have opened the circuit breaker. */
async function recover(fn: LambdaFunction, requestId: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  do {
    expect(await fn.invoke({})).toMatchObject({ status: 'response', payload: '"done"' });
    await fn.frozen();
  } while (rootOf(requestId).length === 0 && Date.now() < deadline);
}

const endings = [
  { ending: 'wait', status: 'timeout', type: 'timeout', message: /^timed out$/ },
  { ending: 'busy', status: 'timeout', type: '_OTHER', message: /^the process was killed/ },
  { ending: 'kill', status: 'exited', type: '_OTHER', message: /^the process was killed/ },
  { ending: 'exit', status: 'exited', type: 'process_exit', message: /code 3/ },
  { ending: 'uncaught', status: undefined, type: /^Uncaught$/, message: /nobody catches/ },
  {
    ending: 'unhandled',
    status: undefined,
    type: /^Unhandled$|^Runtime\.UnhandledPromiseRejection$/,
    message: /nobody handles/,
  },
  { ending: 'memory', status: 'exited', type: '_OTHER', message: /^the process was killed/ },
] as const;

const outages = [
  { outage: 'is up', begin: () => {}, end: () => {} },
  { outage: 'is down, then up', begin: () => collector.refuse(), end: () => collector.listen() },
  {
    outage: 'is slow',
    begin: () => collector.behave({ delayMs: 150 }),
    end: () => collector.behave({}),
  },
];

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  describe.each(outages)('with a collector that $outage', ({ begin, end }) => {
    test.each(endings)(
      'an invocation that ends by $ending has a whole trace after the next one',
      { timeout: 80_000 },
      async ({ ending, status, type, message }) => {
        // What ends by itself has all the time that it needs.
        const fn = await start({ runtime, ...(status !== 'timeout' && { timeoutMs: 20_000 }) });
        const first = await fn.invoke({});
        await fn.frozen();
        await begin();

        const lost = await lose(fn, ending);
        await end();
        await recover(fn, lost.requestId);

        if (status) expect(lost.status).toBe(status);
        expect(rootOf(first.requestId)).toHaveLength(1);
        const [root] = rootOf(lost.requestId);
        expect(root?.status.code).toBe('error');
        expect(root?.status.message).toMatch(message);
        expect(root?.attributes['error.type']).toMatch(type);
        const children = collector.spans().filter(({ traceId }) => traceId === root?.traceId);
        expect(children.map(({ name }) => name)).toContain('work');
      },
    );
  });

  test('an invocation that answers when it is late is not marked, and has one root', async () => {
    const fn = await start({ runtime, environment: { ANTIFREEZE_TIMEOUT_MARGIN: '1400' } });

    const { requestId, status } = await fn.invoke({ wait: 700 });
    await fn.frozen();

    expect(status).toBe('response');
    expect(rootOf(requestId)).toMatchObject([{ status: { code: 'unset' } }]);
    expect(named('unfinished')).toMatchObject([{ attributes: {} }]);
    expect(named('unfinished')[0]?.attributes).not.toHaveProperty('antifreeze.unfinished');
  });

  test.each([{ journal: 'true' }, { journal: 'false' }])(
    'an invocation that runs out of time goes out before, in an environment that is never used again, with journal $journal',
    async ({ journal }) => {
      const fn = await start({ runtime, environment: { ANTIFREEZE_JOURNAL: journal } });

      const { requestId, status } = await fn.invoke({ ending: 'wait' });

      expect(status).toBe('timeout');
      expect(rootOf(requestId)).toMatchObject([
        {
          status: { code: 'error', message: 'timed out' },
          attributes: { 'error.type': 'timeout' },
        },
      ]);
      expect(named('unfinished')).toMatchObject([
        { attributes: { 'antifreeze.unfinished': true } },
      ]);
    },
  );

  test('what went out before the time was up is not sent again by the next process', async () => {
    const fn = await start({ runtime });

    const { requestId } = await fn.invoke({ ending: 'wait' });
    await fn.invoke({});
    await fn.frozen();

    expect(rootOf(requestId)).toHaveLength(1);
  });

  test('a process that is asked to end sends what it holds, and ends as it would have', async () => {
    const fn = await start({ runtime });
    await collector.refuse();
    const { requestId } = await fn.invoke({});
    await fn.frozen();
    await collector.listen();

    const pid = fn.pid ?? 0;
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGCONT');
    await expect.poll(() => fn.exitCode, { timeout: 10_000 }).toBe(null);

    expect(rootOf(requestId)).toHaveLength(1);
  });

  test('a disk that takes nothing changes nothing', async () => {
    const fn = await start({ runtime, environment: { TMPDIR: '/proc' } });

    const { requestId, status } = await fn.invoke({});
    await fn.frozen();

    expect(status).toBe('response');
    expect(rootOf(requestId)).toHaveLength(1);
  });
});

test.skipIf(!availableRuntimes().some(({ name }) => name === 'nodejs24.x'))(
  'where invocations overlap, one that runs out of time goes out while the others go on',
  async () => {
    const fn = await start({ runtime: 'nodejs24.x', concurrency: 4, nodeOptions: [] });

    const slow = fn.invoke({ ending: 'wait' });
    const others = await Promise.all([0, 1, 2].map((call) => fn.invoke({ wait: 50, call })));
    const { requestId, status } = await slow;
    await collector.waitForSpans(() => rootOf(requestId).length > 0, Date.now() + 10_000);

    expect(status).toBe('timeout');
    expect(rootOf(requestId)).toMatchObject([{ attributes: { 'error.type': 'timeout' } }]);
    expect(others.map((other) => rootOf(other.requestId)[0]?.status.code)).toEqual(
      Array(3).fill('unset'),
    );
    const marked = collector
      .spans()
      .filter(({ attributes }) => attributes['antifreeze.unfinished']);
    expect(new Set(marked.map(({ traceId }) => traceId)).size).toBe(1);
    expect(fn.environmentsStarted).toBe(1);
  },
);
