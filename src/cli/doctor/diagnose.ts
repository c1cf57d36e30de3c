import { version } from '../../support/version.ts';
import { compareVersions } from './compare-versions.ts';
import { type Destination, findDestination } from './find-destination.ts';
import { findTracing, type Tracing } from './find-tracing.ts';
import type { FunctionDescription } from './function-description.ts';
import type { Account, Finding, Rule, Severity, Subject } from './rule.ts';
import { rules } from './rules/index.ts';
import { readVariables } from './signal-ways.ts';

/** What there is to say about one function. */
export interface Diagnosis {
  readonly described: FunctionDescription;
  readonly tracing: Tracing;
  /** Undefined where nothing is traced, or the variables can't be read. */
  readonly destination: Destination | undefined;
  readonly findings: readonly Finding[];
}

const order: readonly Severity[] = ['error', 'warning', 'hint'];

/** Applies every rule to every function. Functions that antifreeze has nothing to do with have no findings. */
export function diagnose(functions: readonly FunctionDescription[]): Diagnosis[] {
  const traced = functions.map((described) => ({ described, tracing: findTracing(described) }));
  const versions = traced.flatMap(({ tracing }) =>
    tracing.layer && tracing.version ? tracing.version : [],
  );
  const account: Account = {
    functions,
    installedVersion: version,
    newestLayer: versions.toSorted(compareVersions).at(-1),
  };
  return traced.map((each) => diagnoseOne(each, account));
}

function diagnoseOne(
  { described, tracing }: Pick<Subject, 'described' | 'tracing'>,
  account: Account,
): Diagnosis {
  const read = readVariables(described);
  const subject: Subject = { described, tracing, read, account };
  const findings = rulesFor(subject).flatMap(({ find, id, severity, remedy }): Finding[] =>
    find(subject).map((message) => ({ id, severity, message, remedy })),
  );
  const hasDestination = tracing.status !== 'untraced' && described.variables !== undefined;
  return {
    described,
    tracing,
    destination: hasDestination ? findDestination(read) : undefined,
    findings: findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
  };
}

/** Functions that use OpenTelemetry without us are none of our business. */
function rulesFor({ described, tracing }: Subject): readonly Rule[] {
  if (tracing.status === 'untraced' && described.relays.length === 0) return [];
  return tracing.isGuess ? rules.filter(({ holdsForGuesses }) => holdsForGuesses) : rules;
}
