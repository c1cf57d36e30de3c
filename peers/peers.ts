/**
 * Compares tracers with the bare function and writes docs/peers.md: `npm run peers`. Of a part, which is kept beside what was
 * measured before: `-- --peer Sentry --suite freeze,endings --runtime nodejs22.x`, or with `--again` only what wasn't as
 * wanted; with `--page` the page is written. Of a wrapper of yours: `-- --wrapper ./my-wrapper.cjs`, which fails where
 * anything isn't as one would want it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasPackages, installPackages } from '../harness/install-packages.ts';
import { availableRuntimes, type RuntimeName, runtimes } from '../harness/lambda/index.ts';
import { measure } from './measure.ts';
import { peers } from './of/index.ts';
import { packages } from './of/installed.ts';
import { pageOf } from './page.ts';
import type { Peer } from './peer.ts';
import { readPeer } from './read-peer.ts';
import { addResult, type Result, readResults } from './results.ts';
import type { SuiteName } from './suites/suite.ts';

const { values } = parseArgs({
  options: {
    wrapper: { type: 'string' },
    peer: { type: 'string' },
    suite: { type: 'string' },
    case: { type: 'string' },
    runtime: { type: 'string' },
    again: { type: 'boolean' },
    page: { type: 'boolean' },
  },
});
const names =
  (values.runtime?.split(',') as RuntimeName[] | undefined) ??
  availableRuntimes().map(({ name }) => name);
const selection = {
  ...(values.suite !== undefined && { suites: values.suite.split(',') as SuiteName[] }),
};
const isPart = Object.keys(values).some((name) => name !== 'page');
const given = values.wrapper === undefined ? undefined : await readPeer(values.wrapper);

if (!given && !hasPackages(packages)) installPackages(packages);
for (const runtime of names) {
  for (const peer of given ? [given] : chosenFor(runtime)) {
    const isChosen = choiceOf(readResults(runtime)[peer.name]);
    const result = await measure(peer, { ...selection, runtime, isChosen });
    print(result, runtime);
    if (!given) addResult(runtime, result);
    else if (faultsOf(result).length > 0) process.exitCode = 1;
  }
}
if (values.page || !isPart) writePage();

function chosenFor(runtime: RuntimeName): Peer[] {
  const chosen = values.peer?.split(',');
  return peers
    .filter(({ name }) => chosen?.includes(name) ?? true)
    .filter(({ runtimes: its }) => its?.includes(runtime) ?? true);
}

/** The cases that were asked for: `--again` are those that weren't as wanted the last time. */
function choiceOf(last: Result | undefined) {
  return (suite: SuiteName, title: string) =>
    title.includes(values.case ?? '') &&
    (!values.again || last?.suites[suite]?.[title]?.isGood === false);
}

function faultsOf({ suites }: Result): string[] {
  return Object.entries(suites).flatMap(([suite, cells]) =>
    Object.entries(cells)
      .filter(([, { isGood }]) => isGood === false)
      .map(([title, { text }]) => `${suite}: ${title}: ${text}`),
  );
}

function print(result: Result, runtime: RuntimeName): void {
  const faults = faultsOf(result);
  const count = Object.values(result.suites).flatMap((cells) => Object.keys(cells)).length;
  console.log(`${result.peer}, ${runtime}: ${count} cases, ${faults.length} not as wanted`);
  for (const fault of faults) console.log(`  ${fault}`);
}

function writePage(): void {
  const measured = Object.keys(runtimes)
    .map((name) => ({ runtime: name, results: readResults(name as RuntimeName) }))
    .filter(({ results }) => Object.keys(results).length > 0)
    .reverse();
  writeFileSync(join(import.meta.dirname, '../docs/peers.md'), pageOf(measured));
  console.log('docs/peers.md is written');
}
