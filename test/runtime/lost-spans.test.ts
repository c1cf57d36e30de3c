import { describe, expect, test } from 'vitest';
import {
  availableRuntimes,
  type Invocation,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { patiently } from './patiently.ts';
import { pointsIn } from './soak/account.ts';
import { allSignals, killWhileWaiting, sumOf, useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'endings.handler',
  nodeOptions: ['--max-old-space-size=40'],
});
const { start } = fixture;

const named = (name: string) => fixture.collector.spans().filter((span) => span.name === name);
const rootOf = (requestId: string): CollectedSpan[] =>
  fixture.collector.spans().filter((span) => span.attributes['faas.invocation_id'] === requestId);

/** The texts of its own records, each once. The runtime may have written something, too. */
function recordsOf(root: CollectedSpan | undefined): string[] {
  const texts = fixture.collector
    .logs()
    .filter(({ spanId }) => spanId === root?.spanId)
    .map(({ body }) => String(body));
  return [...new Set(texts)].filter((text) => text.startsWith('record '));
}

/** What an invocation leaves beside its spans. */
const records = ['record 1', 'record 2'];
const orders = 5;

/** Sends one invocation on its way to `ending`, which for `kill` is a SIGKILL from outside. */
function lose(fn: LambdaFunction, ending: string): Promise<Invocation> {
  const event = { first: 1, records: records.length, count: orders, ending };
  return ending === 'kill' ? killWhileWaiting(fn, event) : fn.invoke(event);
}

/** Calls until everything has been sent: an outage may have opened circuit breakers. */
async function recover(fn: LambdaFunction, requestId: string): Promise<void> {
  const { collector } = fixture;
  const deadline = Date.now() + 60_000;
  const isThere = () =>
    rootOf(requestId).length > 0 &&
    collector.logs().length > 0 &&
    sumOf(collector.points(), 'orders') > 0;
  do {
    expect(await fn.invoke({})).toMatchObject({ status: 'response', payload: '"done"' });
    await fn.frozen();
  } while (!isThere() && Date.now() < deadline);
}

const endings = [
  { ending: 'wait', status: 'timeout', type: 'timeout', message: /^timed out$/ },
  { ending: 'busy', status: 'timeout', type: '_OTHER', message: /^the process was killed/ },
  { ending: 'kill', status: 'exited', type: '_OTHER', message: /^the process was killed/ },
  { ending: 'throw', status: 'error', type: 'Error', message: /^told to$/ },
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
  {
    outage: 'is down, then up',
    begin: () => fixture.collector.refuse(),
    end: () => fixture.collector.listen(),
  },
  {
    outage: 'is slow',
    begin: () => fixture.collector.behave({ delayMs: 150 }),
    end: () => fixture.collector.behave({}),
  },
];

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  describe.each(outages)('with a collector that $outage', ({ begin, end }) => {
    test.each(endings)(
      'an invocation that ends by $ending has a whole trace, its log records and its counts after the next one',
      async ({ ending, status, type, message }) => {
        // The first invocation compiles what three signals need; memory takes a while to be full.
        const timeoutMs = status === 'timeout' ? patiently(3_000) : 30_000;
        const fn = await start({ runtime, timeoutMs, environment: allSignals });
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
        const children = fixture.collector
          .spans()
          .filter(({ traceId }) => traceId === root?.traceId);
        expect(children.map(({ name }) => name)).toContain('work');
        expect(recordsOf(root)).toEqual(records);
        const { kept: points } = pointsIn(fixture.collector.requests());
        expect(sumOf(points, 'orders')).toBe(orders);
        expect(sumOf(points, 'faas.errors') + sumOf(points, 'faas.timeouts')).toBe(1);
      },
    );
  });

  test('an invocation that answers when it is late is not marked, and has one root', async () => {
    const fn = await start({ runtime, environment: { ANTIFREEZE_TIMEOUT_MARGIN: '19900' } });

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
      const fn = await start({
        runtime,
        timeoutMs: patiently(1_500),
        environment: { ANTIFREEZE_JOURNAL: journal },
      });

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
    const fn = await start({ runtime, timeoutMs: patiently(1_500) });

    const { requestId } = await fn.invoke({ ending: 'wait' });
    await fn.invoke({});
    await fn.frozen();

    expect(rootOf(requestId)).toHaveLength(1);
  });

  test('a process that is asked to end sends what it holds, and ends as it would have', async () => {
    const fn = await start({ runtime });
    await fixture.collector.refuse();
    const { requestId } = await fn.invoke({});
    await fn.frozen();
    await fixture.collector.listen();

    const pid = fn.pid ?? 0;
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGCONT');
    await expect.poll(() => fn.exitCode).toBe(null);

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

describe.each(availableRuntimes())(
  'on $name, whoever empties the temporary directory',
  ({ name: runtime }) => {
    test.each([{ when: 'before' }, { when: 'in' }])(
      'nothing is lost of a killed invocation although the temporary directory was emptied $when it',
      async ({ when }) => {
        const fn = await start({ runtime, environment: allSignals });
        await fn.invoke({ empties: true });
        await fn.frozen();
        const event = { first: 1, records: records.length, count: orders };

        const { requestId } = await killWhileWaiting(fn, { ...event, empties: when === 'in' });
        // What is measured is noted at the end of a turn, into a file that is made anew by flushes only.
        if (when === 'in') await fn.invoke({ count: orders });
        await recover(fn, requestId);

        expect(fn.logs.filter(({ text }) => text.includes('antifreeze'))).toEqual([]);
        const [root] = rootOf(requestId);
        expect(root?.status.message).toMatch(/^the process was killed/);
        expect(recordsOf(root)).toEqual(records);
        const { kept: points } = pointsIn(fixture.collector.requests());
        expect(sumOf(points, 'orders')).toBe(orders);
      },
    );
  },
);

test.skipIf(!availableRuntimes().some(({ name }) => name === 'nodejs24.x'))(
  'where invocations overlap, one that runs out of time goes out while the others go on',
  async () => {
    const fn = await start({
      runtime: 'nodejs24.x',
      timeoutMs: patiently(1_500),
      concurrency: 4,
      nodeOptions: [],
    });

    const slow = fn.invoke({ ending: 'wait' });
    const others = await Promise.all([0, 1, 2].map((call) => fn.invoke({ wait: 50, call })));
    const { requestId, status } = await slow;
    await fixture.collector.waitForSpans(() => rootOf(requestId).length > 0, Date.now() + 60_000);

    expect(status).toBe('timeout');
    expect(rootOf(requestId)).toMatchObject([{ attributes: { 'error.type': 'timeout' } }]);
    expect(others.map((other) => rootOf(other.requestId)[0]?.status.code)).toEqual(
      Array(3).fill('unset'),
    );
    const marked = fixture.collector
      .spans()
      .filter(({ attributes }) => attributes['antifreeze.unfinished']);
    expect(new Set(marked.map(({ traceId }) => traceId)).size).toBe(1);
    expect(fn.environmentsStarted).toBe(1);
  },
);
