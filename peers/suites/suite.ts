import type { LambdaFunction } from '../../harness/lambda/index.ts';
import type { Bench } from '../run-function.ts';

/** What became of one case. */
export interface Cell {
  readonly text: string;
  /** Whether it is as one would want it; undefined where that isn't the question, or it wasn't measured. */
  readonly isGood?: boolean;
}

/** A set of cases that each peer goes through. */
export interface Suite {
  readonly name: SuiteName;
  /** Runs the chosen ones of its cases, by their names. */
  run(bench: Bench, isChosen: (title: string) => boolean): Promise<Readonly<Record<string, Cell>>>;
}

export type SuiteName = 'transparency' | 'freeze' | 'endings' | 'bundling' | 'events';

export const good = (text: string): Cell => ({ text, isGood: true });
export const bad = (text: string): Cell => ({ text, isGood: false });
export const notMeasured = (reason: string): Cell => ({ text: `not measured: ${reason}` });

export function failedToStart({ initError }: LambdaFunction): Cell {
  return bad(`does not start: ${initError?.errorMessage ?? initError?.errorType}`);
}

/** For cases that are about one run. */
export function once<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}

/** Runs the cases that are asked for, one after the other. A case that can't be run says why. */
export async function runCases(
  cases: Readonly<Record<string, () => Promise<Cell>>>,
  isChosen: (title: string) => boolean,
): Promise<Record<string, Cell>> {
  const cells: Record<string, Cell> = {};
  for (const [name, run] of Object.entries(cases).filter(([each]) => isChosen(each)))
    cells[name] = await run();
  return cells;
}
