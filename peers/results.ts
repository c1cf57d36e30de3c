import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuntimeName } from '../harness/lambda/index.ts';
import { peers } from './of/index.ts';
import type { Cell, SuiteName } from './suites/suite.ts';

/** What became of one peer on one runtime. */
export interface Result {
  readonly peer: string;
  readonly packages: readonly string[];
  /** The day of its last suite, as `2026-11-28`. */
  readonly day: string;
  readonly suites: Partial<Readonly<Record<SuiteName, Readonly<Record<string, Cell>>>>>;
}

const folder = join(import.meta.dirname, 'results');

/** What has been measured on a runtime so far, by the names of the peers. */
export function readResults(runtime: RuntimeName): Record<string, Result> {
  const file = join(folder, `${runtime}.json`);
  const results: Record<string, Result> = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  // In the order of the columns, however they were measured.
  const names = peers.map(({ name }) => name).filter((name) => results[name]);
  return Object.fromEntries(names.map((name) => [name, results[name] as Result]));
}

/** Adds what has been measured; suites and cases that weren't run stay as they were. */
export function addResult(runtime: RuntimeName, result: Result): void {
  const results = readResults(runtime);
  const before = results[result.peer]?.suites ?? {};
  const added = Object.entries(result.suites).map(([suite, cells]) => [
    suite,
    { ...before[suite as SuiteName], ...cells },
  ]);
  const suites = { ...before, ...Object.fromEntries(added) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${runtime}.json`),
    JSON.stringify({ ...results, [result.peer]: { ...result, suites } }, null, 2),
  );
}
