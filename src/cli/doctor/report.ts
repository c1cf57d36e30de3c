import type { Gap } from './aws/gaps.ts';
import type { Diagnosis } from './diagnose.ts';
import type { FailOn } from './doctor-arguments.ts';
import type { Severity } from './rule.ts';

/** What was found in one region. */
export interface RegionReport {
  readonly region: string;
  readonly diagnoses: readonly Diagnosis[];
  readonly gaps: readonly Gap[];
}

/** What was found altogether. */
export interface Report {
  readonly regions: readonly RegionReport[];
}

/** How many there are of what, in one region or all. */
export interface Summary {
  readonly functions: number;
  readonly traced: number;
  readonly relays: number;
  readonly untraced: number;
  readonly errors: number;
  readonly warnings: number;
  readonly hints: number;
}

/** Counts what was found. */
export function summarize(diagnoses: readonly Diagnosis[]): Summary {
  const count = (is: (diagnosis: Diagnosis) => boolean) => diagnoses.filter(is).length;
  const found = diagnoses.flatMap(({ findings }) => findings);
  const countOf = (severity: Severity) =>
    found.filter((finding) => finding.severity === severity).length;
  return {
    functions: diagnoses.length,
    traced: count(({ tracing }) => tracing.status === 'traced'),
    relays: count(isRelay),
    untraced: count(isUntraced),
    errors: countOf('error'),
    warnings: countOf('warning'),
    hints: countOf('hint'),
  };
}

/** Whether a function has nothing to do with antifreeze. */
export function isUntraced(diagnosis: Diagnosis): boolean {
  return diagnosis.tracing.status === 'untraced' && !isRelay(diagnosis);
}

/** Whether a function carries the spans of others on. */
export function isRelay({ described }: Diagnosis): boolean {
  return described.relays.length > 0;
}

/** 1 where there are problems of the level, otherwise 0. */
export function exitCodeOf({ regions }: Report, failOn: FailOn): 0 | 1 {
  return exitCodeFor(
    regions.flatMap(({ diagnoses }) => diagnoses.flatMap(({ findings }) => findings)),
    failOn,
  );
}

/** The same, for problems wherever they were found. */
export function exitCodeFor(
  findings: readonly { readonly severity: Severity }[],
  failOn: FailOn,
): 0 | 1 {
  const failing: readonly Severity[] = {
    error: ['error'],
    warning: ['error', 'warning'],
    never: [],
  }[failOn] as Severity[];
  return findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
}
