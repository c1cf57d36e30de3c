import { join } from 'node:path';
import { deploy } from '../deploy.ts';
import { slowMs } from '../receivers/receiver.ts';
import { type Bench, type PeerFunction, startPeerFunction } from '../run-function.ts';
import { bad, type Cell, failedToStart, good, once, runCases, type Suite } from './suite.ts';

const orders = { module: join(import.meta.dirname, '../functions/orders.cjs'), name: 'handler' };
const calls = 20;

/** A function that is frozen after each of its answers, with a receiver that is well, slow, or says nothing. */
export const freeze: Suite = {
  name: 'freeze',
  run: (bench, isChosen) => {
    const counted = once(() => countBeforeFreeze(bench));
    return runCases(
      {
        [`the invocation's span is out before the freeze, of ${calls} calls`]: async () =>
          (await counted()).roots,
        [`the span of an HTTP request is out before the freeze, of ${calls} calls`]: async () =>
          (await counted()).requests,
        [`the caller waits for a receiver that takes ${slowMs} ms`]: () => waitForSlow(bench),
        'a receiver that never answers fails the invocation': () => waitForSilent(bench),
      },
      isChosen,
    );
  },
};

async function countBeforeFreeze(bench: Bench): Promise<{ roots: Cell; requests: Cell }> {
  return await withFunction(bench, 15_000, async (fn) => {
    if (fn.initError) return { roots: failedToStart(fn), requests: failedToStart(fn) };
    const roots: boolean[] = [];
    const requests: boolean[] = [];
    for (let number = 0; number < calls; number++) {
      const marker = `request-${number}-`;
      const root = fn.root(await fn.call({ marker }));
      roots.push(root?.isStart === false);
      requests.push(fn.spanAbout(marker) !== undefined);
    }
    return { roots: countCell(roots), requests: countCell(requests) };
  });
}

function countCell(arrived: readonly boolean[]): Cell {
  const count = arrived.filter(Boolean).length;
  return count === calls ? good(String(count)) : bad(String(count));
}

async function waitForSlow(bench: Bench): Promise<Cell> {
  if (!bench.receiver.answers) return good('no: nobody answers');
  return await withFunction(bench, 15_000, async (fn) => {
    if (fn.initError) return failedToStart(fn);
    await fn.call({});
    bench.receiver.behave('slow');
    const times: number[] = [];
    for (let number = 0; number < 5; number++)
      times.push((await fn.call({})).invocation.times.responseMs);
    // The shortest one: a busy machine makes others longer, and none shorter.
    return Math.min(...times) >= slowMs ? bad('yes') : good('no');
  });
}

async function waitForSilent(bench: Bench): Promise<Cell> {
  if (!bench.receiver.answers) return good('no: nobody answers');
  return await withFunction(bench, 5_000, async (fn) => {
    if (fn.initError) return failedToStart(fn);
    bench.receiver.behave('silent');
    const { invocation } = await fn.call({});
    if (invocation.status !== 'response') return bad(`yes: ${invocation.status}`);
    const { endedBy } = await fn.call({});
    return endedBy === 'runtime' ? good('no') : bad(`yes, after the answer: ${endedBy}`);
  });
}

async function withFunction<Result>(
  bench: Bench,
  timeoutMs: number,
  use: (fn: PeerFunction) => Promise<Result>,
): Promise<Result> {
  bench.receiver.behave('well');
  const fn = await startPeerFunction(bench, await deploy(bench.peer, orders, 'cjs'), { timeoutMs });
  try {
    return await use(fn);
  } finally {
    bench.receiver.behave('well');
    await fn.close();
  }
}
