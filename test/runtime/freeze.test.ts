import { describe, expect, test } from 'vitest';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { patiently } from './patiently.ts';
import { allSignals, sumOf, useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'spans.handler',
});
const { start } = fixture;

const names = () => fixture.collector.spans().map((span) => span.name);
const distinctSpans = () => new Set(fixture.collector.spans().map((span) => span.spanId)).size;

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('hundreds of invocations have all of their spans out before each freeze', async () => {
    const fn = await start({ runtime });
    const missing: number[] = [];

    for (let call = 1; call <= 200; call++) {
      const { status } = await fn.invoke({ spans: call % 7 });
      await fn.frozen();
      // The root span, its children, and on the cold start `init`.
      const expected = 1 + (call % 7) + (call === 1 ? 1 : 0);
      if (status !== 'response' || fixture.collector.spans().length !== expected)
        missing.push(call);
      fixture.collector.clear();
    }

    expect(missing).toEqual([]);
  });

  test('log records and metrics are out before each freeze with the spans', async () => {
    const fn = await start({ runtime, handler: 'endings.handler', environment: allSignals });
    const { collector } = fixture;
    const came: number[][] = [];

    for (let call = 1; call <= 100; call++) {
      await fn.invoke({ first: call, records: call % 5, count: call });
      await fn.frozen();
      const sums = ['orders', 'faas.invocations'].map((name) => sumOf(collector.points(), name));
      came.push([collector.logs().length, ...sums]);
      collector.clear();
    }

    expect(came).toEqual(came.map((_, index) => [(index + 1) % 5, index + 1, 1]));
  });

  test('a sandbox that is killed right after the freeze takes nothing with it', async () => {
    const fn = await start({ runtime, handler: 'endings.handler', environment: allSignals });

    for (let life = 1; life <= 25; life++) {
      await fn.invoke({ spans: 2, first: life, records: 1, count: 2 });
      await fn.frozen();
      await fn.kill();
    }

    expect(names().filter((name) => name === 'function-under-test')).toHaveLength(25);
    expect(names().filter((name) => name === 'init')).toHaveLength(25);
    expect(names().filter((name) => name.startsWith('work'))).toHaveLength(50);
    expect(fixture.collector.logs()).toHaveLength(25);
    expect(sumOf(fixture.collector.points(), 'orders')).toBe(50);
    expect(sumOf(fixture.collector.points(), 'faas.coldstarts')).toBe(25);
  });

  test('a stream has its spans out before the freeze', async () => {
    const fn = await start({ runtime, handler: 'spans.stream' });

    for (let call = 1; call <= 20; call++) {
      const { payload } = await fn.invoke({});
      await fn.frozen();
      expect(payload).toBe('firstlast');
    }

    expect(fixture.collector.spans()).toHaveLength(41);
  });

  test('five thousand spans of one invocation are out before the freeze', async () => {
    // They may end faster than a collector can take them.
    const fn = await start({ runtime, environment: { OTEL_BSP_MAX_QUEUE_SIZE: '8192' } });

    await fn.invoke({ spans: 5_000 });
    await fn.frozen();

    expect(fixture.collector.spans()).toHaveLength(5_002);
  });

  test('with responses held back the spans are there before the answer', async () => {
    const fn = await start({ runtime, environment: { ANTIFREEZE_FLUSH: 'before-response' } });

    for (let call = 1; call <= 20; call++) {
      await fn.invoke({ spans: 1 });
      expect(fixture.collector.spans()).toHaveLength(2 * call + 1);
      await fn.frozen();
    }
  });

  describe('a collector that', () => {
    const limit = { ANTIFREEZE_FLUSH_TIMEOUT: '300' };

    test.each([
      { title: 'is slow', behaviour: { delayMs: 100 } },
      { title: 'trickles its answer', behaviour: { answer: 'trickle', trickleMs: 1 } },
      { title: 'closes each connection', behaviour: { connection: 'close' } },
      { title: 'lets connections go stale', behaviour: { connection: 'stale' } },
      {
        title: 'says that it is pleased',
        behaviour: { partialSuccess: { rejectedSpans: 0, errorMessage: 'thanks' } },
      },
    ] as const)('$title gets every span before the freeze', async ({ behaviour }) => {
      const fn = await start({ runtime });
      fixture.collector.behave(behaviour);

      for (let call = 1; call <= 5; call++) {
        expect(await fn.invoke({ spans: 1 })).toMatchObject({ status: 'response' });
        await fn.frozen();
        // Where a connection ends under a request, nobody can tell whether it arrived, and it is sent again.
        expect(distinctSpans()).toBe(2 * call + 1);
      }
    });

    test.each([
      { title: 'never answers', behaviour: { answer: 'never' } },
      { title: 'resets connections', behaviour: { answer: 'reset' } },
      { title: 'is unavailable', behaviour: { status: 503 } },
      { title: 'is behind a bad gateway', behaviour: { status: 502 } },
    ] as const)(
      '$title fails no invocation, and gets its spans when it is well',
      async ({ behaviour }) => {
        const fn = await start({ runtime, environment: limit });
        fixture.collector.behave(behaviour);
        for (let call = 1; call <= 2; call++) {
          expect(await fn.invoke({ spans: 1 })).toMatchObject({ status: 'response' });
          await fn.frozen();
        }

        fixture.collector.behave({});

        await untilAllArrive(fn, 2);
      },
    );

    test('says that it is too much fails no invocation, is left alone as long as it says, and then gets spans', async () => {
      const fn = await start({ runtime, environment: limit });
      fixture.collector.behave({ status: 429, retryAfter: '2' });
      for (let call = 1; call <= 2; call++) {
        expect(await fn.invoke({ spans: 1 })).toMatchObject({ status: 'response' });
        await fn.frozen();
      }
      const asked = fixture.collector.requests().length;

      fixture.collector.behave({});
      await expect
        .poll(
          async () => {
            expect(await fn.invoke({ spans: 1 })).toMatchObject({ status: 'response' });
            await fn.frozen();
            return fixture.collector.spans().length;
          },
          { interval: 250 },
        )
        .toBeGreaterThan(0);

      expect(asked).toBe(1);
    });

    test('refuses connections fails no invocation, and gets its spans when it is back', async () => {
      const fn = await start({ runtime, environment: limit });
      await fixture.collector.refuse();
      for (let call = 1; call <= 2; call++) {
        expect(await fn.invoke({ spans: 1 })).toMatchObject({ status: 'response' });
        await fn.frozen();
      }

      await fixture.collector.listen();

      await untilAllArrive(fn, 2);
    });

    test.each([400, 401, 403, 404, 500, 501])(
      'answers %d fails no invocation, and is not asked again with the same spans',
      async (status) => {
        const fn = await start({ runtime });
        fixture.collector.behave({ status });

        for (let call = 1; call <= 3; call++) {
          expect(await fn.invoke({ spans: 1 })).toMatchObject({ status: 'response' });
          await fn.frozen();
        }

        expect(fixture.collector.requests()).toHaveLength(3);
      },
    );

    test('rejects some spans is not asked again', async () => {
      const fn = await start({ runtime });
      fixture.collector.behave({ partialSuccess: { rejectedSpans: 1, errorMessage: 'too many' } });

      await fn.invoke({ spans: 3 });
      await fn.frozen();

      expect(fixture.collector.requests()).toHaveLength(1);
    });

    test('is dead costs less when it has been dead for a while', async () => {
      const fn = await start({ runtime, environment: { ANTIFREEZE_FLUSH_TIMEOUT: '1000' } });
      fixture.collector.behave({ answer: 'never' });
      const billed: number[] = [];

      for (let call = 1; call <= 8; call++) {
        const { ended } = await fn.invoke({ spans: 1 });
        billed.push((await ended).billedMs);
      }

      expect(Math.min(...billed.slice(0, 2))).toBeGreaterThan(950);
      expect(Math.min(...billed.slice(3))).toBeLessThan(950);
    });
  });

  test('a flush never makes an invocation time out', async () => {
    const fn = await start({
      runtime,
      timeoutMs: patiently(1_000),
      environment: { ANTIFREEZE_FLUSH_TIMEOUT: '10000' },
    });
    fixture.collector.behave({ answer: 'never' });

    const { status, ended } = await fn.invoke({ spans: 1 });

    expect(status).toBe('response');
    expect(await ended).toMatchObject({ by: 'runtime' });
  });

  test('a killed invocation does not keep the next ones from being traced', async () => {
    const fn = await start({ runtime, handler: 'spans.hang', timeoutMs: 500 });

    expect(await fn.invoke({})).toMatchObject({ status: 'timeout' });
    expect(await fn.invoke({})).toMatchObject({ status: 'timeout' });
  });

  test('one line tells that nobody listens, and no more', async () => {
    const fn = await start({ runtime });
    await fixture.collector.refuse();

    for (let call = 0; call < 3; call++) {
      await fn.invoke({ spans: 1 });
      await fn.frozen();
    }
    await fixture.collector.listen();

    const lines = fn.logs.filter(({ text }) => /antifreeze|otel/i.test(text));
    expect(lines.map(({ text }) => text)).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });
});

/** Calls until the spans of the `missed` first calls, with `init` and those of the later calls, are all there. */
async function untilAllArrive(fn: LambdaFunction, missed: number): Promise<void> {
  let calls = missed;
  const deadline = Date.now() + 60_000;
  do {
    calls += 1;
    await fn.invoke({ spans: 1 });
    await fn.frozen();
    // An open circuit breaker lets a probe through after a while.
    if (fixture.collector.spans().length === 0)
      await new Promise((resolve) => setTimeout(resolve, 250));
  } while (fixture.collector.spans().length === 0 && Date.now() < deadline);
  await fn.invoke({ spans: 1 });
  await fn.frozen();

  expect(distinctSpans()).toBe(2 * (calls + 1) + 1);
}
