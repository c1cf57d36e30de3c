import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
} from '../../harness/lambda/index.ts';
import { patiently } from './patiently.ts';
import { account } from './soak/account.ts';
import { useFunctions } from './use-functions.ts';

/** Keeps spans for an hour, unless the settings say otherwise. */
const fixture = useFunctions({
  handler: 'endings.handler',
  environment: {
    ANTIFREEZE_FLUSH: 'batched',
    ANTIFREEZE_FLUSH_INTERVAL: '3600000',
  },
});
const { start } = fixture;

/** Of each call there are a root span, one of its own and one around its ending. */
async function call(fn: LambdaFunction, event: object = {}): Promise<void> {
  await fn.invoke(event);
  await fn.frozen();
}

/** With the cold start behind, whose three spans and `init` have gone out. */
async function startWarm(settings: Partial<FunctionSettings>): Promise<LambdaFunction> {
  const fn = await start(settings);
  await call(fn);
  expect(fixture.collector.spans()).toHaveLength(4);
  fixture.collector.clear();
  return fn;
}

const ids = () => fixture.collector.spans().map(({ spanId }) => spanId);

describe.each(availableRuntimes())('with batches on $name', ({ name: runtime }) => {
  test('a busy function exports nothing until its environment ends, and then everything at once', async () => {
    const fn = await startWarm({ runtime });

    for (let made = 0; made < 20; made++) await call(fn);
    expect(fixture.collector.requests()).toEqual([]);
    await fn.shutDown();

    expect(fixture.collector.requests()).toHaveLength(1);
    expect(new Set(ids()).size).toBe(60);
    expect(fn.exitSignal).toBe('SIGTERM');
  });

  test('what is older than the interval goes out with the next invocation', async () => {
    const fn = await startWarm({ runtime, environment: { ANTIFREEZE_FLUSH_INTERVAL: '1500' } });

    await sleep(1_600);
    await call(fn);
    expect(fixture.collector.requests()).toEqual([]);
    await sleep(1_600);
    await call(fn);

    expect(fixture.collector.requests()).toHaveLength(1);
    expect(ids()).toHaveLength(6);
  });

  test('an invocation that fails takes along what has been kept', async () => {
    const fn = await startWarm({ runtime });
    await call(fn);

    await call(fn, { ending: 'throw' });

    expect(fixture.collector.requests()).toHaveLength(1);
    expect(ids()).toHaveLength(3 + 2);
  });

  test.each(['exit', 'uncaught', 'unhandled'])(
    'what a process that ends by "%s" has kept goes out with the next invocation',
    async (ending) => {
      const fn = await startWarm({ runtime });
      await call(fn);

      await call(fn, { ending });
      await call(fn);

      expect(ids()).toHaveLength(3 + 3 + 4);
    },
  );

  test('an invocation that runs out of time takes along what has been kept', async () => {
    const fn = await startWarm({ runtime, timeoutMs: patiently(2_000) });
    await call(fn);

    const { status, ended } = await fn.invoke({ ending: 'wait' });
    await ended;

    expect(status).toBe('timeout');
    expect(new Set(ids()).size).toBe(6);
  });

  test('a full batch is out before the freeze', async () => {
    const environment = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' };
    const fn = await startWarm({ runtime, environment });
    fixture.collector.behave({ delayMs: 50 });

    // With the four of the cold start these are nine, and eighteen.
    await call(fn, { spans: 3 });
    expect(fixture.collector.requests()).toEqual([]);
    await call(fn, { spans: 7 });

    expect(ids()).toHaveLength(14);
    expect(await fn.invoke({})).toMatchObject({ status: 'response' });
  });

  test('a process that is killed leaves what it has kept to the next one', async () => {
    const fn = await startWarm({ runtime });
    for (let made = 0; made < 5; made++) await call(fn);

    await fn.kill();
    expect(fixture.collector.requests()).toEqual([]);
    await call(fn);

    expect(ids()).toHaveLength(15 + 4);
    expect(new Set(ids()).size).toBe(15 + 4);
  });

  test('where nobody tells of the end, each invocation sends its spans', async () => {
    const fn = await startWarm({ runtime, takesExtensions: false });

    for (let made = 1; made <= 3; made++) {
      await call(fn);
      expect(ids()).toHaveLength(3 * made);
    }
  });

  test('without them no extension is registered, so that the end comes without a signal', async () => {
    const fn = await startWarm({ runtime, environment: { ANTIFREEZE_FLUSH: 'after-response' } });

    await fn.shutDown();

    expect(fn.exitSignal).toBe('SIGKILL');
  });

  test('500 invocations with kills and shutdowns lose no span and send none twice', async () => {
    const fn = await start({ runtime, environment: { ANTIFREEZE_FLUSH_INTERVAL: '40' } });
    const random = randomNumbers(20_260_102);
    // The `init` of the process that has been started.
    let made = 1;

    for (let number = 0; number < 500; number++) {
      made += await callAtRandom(fn, random);
      await meetFate(fn, random());
    }
    await fn.shutDown();

    const { received, dropped, twice } = account(fixture.collector.requests());
    expect({ received, dropped, twice }).toEqual({ received: made, dropped: 0, twice: 0 });
    expect(fn.environmentsStarted).toBeGreaterThan(10);
    expect(fixture.collector.requests().length).toBeLessThan(300);
  });
});

/** Calls, and gives how many spans that makes. */
async function callAtRandom(fn: LambdaFunction, random: () => number): Promise<number> {
  const isFirst = fn.pid === undefined;
  const spans = Math.floor(random() * 6);
  const throws = random() < 0.05;
  await call(fn, { spans, ending: throws ? 'throw' : 'answer' });
  // A span that is open as the handler throws never ends.
  return spans + (throws ? 1 : 2) + (isFirst ? 1 : 0);
}

/** What may happen to a frozen environment. */
async function meetFate(fn: LambdaFunction, fate: number): Promise<void> {
  if (fate < 0.04) await fn.kill();
  else if (fate < 0.08) await fn.shutDown();
  else if (fate < 0.1) await sleep(40);
}

/** The same sequence for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
