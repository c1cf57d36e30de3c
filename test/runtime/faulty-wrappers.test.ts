import { expect, test } from 'vitest';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import { cases, type HandlerCase, title } from './cases.ts';
import { observe, workMs } from './observe.ts';
import { bare, faultyWrappers } from './wrappers.ts';

/** Each fault, the runtime on which it shows, and a case that must tell. */
const faults: readonly [keyof typeof faultyWrappers, RuntimeName, string][] = [
  ['awaitsEverything', 'nodejs24.x', 'streams plain'],
  ['awaitsEverything', 'nodejs22.x', 'callbacks result'],
  ['awaitsEverything', 'nodejs22.x', 'promises countsArguments'],
  ['declaresCallback', 'nodejs24.x', 'promises object'],
  ['swallowsUndefined', 'nodejs24.x', 'promises rejectsUndefined'],
  ['wrapsErrors', 'nodejs24.x', 'promises rejectsSubclass'],
  ['callsTwice', 'nodejs24.x', 'promises countsCalls'],
  ['writesLog', 'nodejs24.x', 'promises object'],
  ['keepsEventLoopBusy', 'nodejs22.x', 'promises neverSettles'],
  ['keepsEventLoopBusy', 'nodejs24.x', 'promises neverSettles'],
  ['waitsForTheWork', 'nodejs24.x', 'promises leavesWork'],
  ['readsEvent', 'nodejs24.x', 'promises object (odd events)'],
  ['catchesCrashes', 'nodejs24.x', 'endings uncaughtException'],
];

const here = new Set(availableRuntimes().map(({ name }) => name));

test.for(faults.filter(([, runtime]) => here.has(runtime)))(
  'the table finds a wrapper that %s on %s by "%s"',
  async ([fault, runtime, caseTitle]) => {
    const handlerCase = find(caseTitle);

    const [plain, again, wrapped] = [
      await observe(handlerCase, bare, runtime),
      await observe(handlerCase, bare, runtime),
      await observe(handlerCase, faultyWrappers[fault], runtime),
    ];

    expect(again).toEqual(plain);
    expect(wrapped).not.toEqual(plain);
  },
);

/** With a short time-out, which is how some faults end. */
function find(caseTitle: string): HandlerCase {
  const found = cases.find((handlerCase) => title(handlerCase) === caseTitle);
  if (found === undefined) throw new Error(`no case is called ${caseTitle}`);
  return { ...found, timeoutMs: 2 * workMs };
}
