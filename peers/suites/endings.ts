import { join } from 'node:path';
import { deploy } from '../deploy.ts';
import { type Bench, type Call, type PeerFunction, startPeerFunction } from '../run-function.ts';
import { bad, type Cell, failedToStart, good, once, runCases, type Suite } from './suite.ts';

const orders = { module: join(import.meta.dirname, '../functions/orders.cjs'), name: 'handler' };

const endings = {
  throws: 'throws',
  timeout: 'waits until its time-out',
  busy: 'computes until its time-out',
  exit: 'calls process.exit',
  uncaught: 'has an uncaught exception',
  unhandled: 'has an unhandled rejection',
  killed: 'is killed, as for lack of memory',
};

/**
 * What is known of an invocation that ends otherwise than by an answer. It has called somebody before: the span of that
 * request should come, too.
 */
export const endingsSuite: Suite = {
  name: 'endings',
  run: (bench, isChosen) =>
    runCases(
      Object.fromEntries(
        Object.entries(endings).flatMap(([ending, title]) => {
          // Both are about one run.
          const ended = once(() => endBy(bench, ending));
          return [
            [`${title}: its span`, async () => (await ended()).root],
            [`${title}: the request before`, async () => (await ended()).request],
          ];
        }),
      ),
      isChosen,
    ),
};

interface Ended {
  readonly root: Cell;
  readonly request: Cell;
}

async function endBy(bench: Bench, ending: string): Promise<Ended> {
  const sandbox = await deploy(bench.peer, orders, 'cjs');
  const fn = await startPeerFunction(bench, sandbox, { timeoutMs: 4_000 });
  try {
    if (fn.initError) return { root: failedToStart(fn), request: failedToStart(fn) };
    await fn.call({ marker: 'before-' });
    const marker = `lost-by-${ending}-`;
    const call = await fn.call({ marker, ending });
    const [rootAtOnce, requestAtOnce] = [seenOf(fn, call), fn.spanAbout(marker)];
    await fn.call({});
    await fn.call({});
    return {
      root: rootCell(rootAtOnce, seenOf(fn, call)),
      request: cellOf(requestAtOnce && 'at once', fn.spanAbout(marker) && 'later'),
    };
  } finally {
    await fn.close();
  }
}

/** How the invocation's span looks, if it is there. */
function seenOf(fn: PeerFunction, call: Call): string | undefined {
  const root = fn.root(call);
  if (!root) return undefined;
  if (root.isStart) return 'only its start';
  return root.isError ? '' : 'as if all were well';
}

function rootCell(atOnce: string | undefined, later: string | undefined): Cell {
  if (atOnce === undefined && later === undefined) return bad('never');
  const when = atOnce === undefined ? 'later' : 'at once';
  const how = later ?? atOnce ?? '';
  return how === '' ? good(when) : bad(`${when}, ${how}`);
}

function cellOf(atOnce: string | undefined, later: string | undefined): Cell {
  const when = atOnce ?? later;
  return when ? good(when) : bad('never');
}
