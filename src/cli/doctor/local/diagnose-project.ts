import { version } from '../../../support/version.ts';
import { diagnose } from '../diagnose.ts';
import type { Destination } from '../find-destination.ts';
import type { FunctionDescription } from '../function-description.ts';
import type { Finding, Severity } from '../rule.ts';
import { namesEndpoint } from './endpoint-names.ts';
import type { LocalFinding, LocalProblem, LocalRule } from './local-rule.ts';
import type { LocalFunction, Project } from './project.ts';
import { localRules } from './rules/index.ts';
import { type LocalTracing, tracedBy } from './traced-by.ts';

/** What there is to say about one function of a project. */
export interface LocalDiagnosis {
  readonly described: LocalFunction;
  readonly tracing: LocalTracing;
  /** Undefined where the configuration names none. */
  readonly destination: Destination | undefined;
  readonly findings: readonly LocalFinding[];
}

/** What there is to say about a project. */
export interface ProjectDiagnosis {
  readonly functions: readonly LocalDiagnosis[];
  /** Problems that are no single function's. */
  readonly findings: readonly LocalFinding[];
}

/** What can't be told before a function is deployed, or is told here in other words. */
const onlyDeployed: ReadonlySet<string> = new Set([
  'layer-unverified',
  'configured-only',
  'not-in-code',
  'endpoint-missing',
]);

/** What is found as a variable isn't there: it may be one whose value comes from elsewhere. */
const byAbsence: ReadonlySet<string> = new Set([
  'layer-without-wrapper',
  'relay-url-missing',
  'relay-off',
  'logs-off',
]);

const order: readonly Severity[] = ['error', 'warning', 'hint'];

/** Applies the rules for projects, and those for deployed functions as far as a configuration tells what they ask. */
export function diagnoseProject(project: Project): ProjectDiagnosis {
  const found = localRules.flatMap((rule) =>
    rule.find(project).map((problem) => ({ of: problem.of, finding: findingOf(rule, problem) })),
  );
  const deployed = diagnose(project.functions.map(asDeployed));
  const functions = project.functions.map((described, index): LocalDiagnosis => {
    const own = found.filter(({ of }) => of === described).map(({ finding }) => finding);
    const { destination, findings = [] } = deployed[index] ?? {};
    return {
      described,
      tracing: tracedBy(described),
      destination:
        destination?.kind === 'endpoint' && !namesEndpoint(described.variables)
          ? undefined
          : destination,
      findings: worstFirst([...own, ...findings.filter(holdsFor(described)).map(withoutLines)]),
    };
  });
  const findings = found.filter(({ of }) => of === undefined).map(({ finding }) => finding);
  return sharedOnce({ functions, findings });
}

/** What is wrong with each of several functions, as their common settings are, is said once. */
function sharedOnce({ functions, findings }: ProjectDiagnosis): ProjectDiagnosis {
  const keyOf = ({ id, message }: LocalFinding) => `${id} ${message}`;
  const sets = functions.map((each) => new Set(each.findings.map(keyOf)));
  const isShared = (finding: LocalFinding) =>
    sets.length > 1 && sets.every((keys) => keys.has(keyOf(finding)));
  const shared = (functions[0]?.findings ?? []).filter(isShared).map((finding) => ({
    ...finding,
    message: `Of all functions: ${finding.message}`,
  }));
  return {
    functions: functions.map((each) => ({
      ...each,
      findings: each.findings.filter((finding) => !isShared(finding)),
    })),
    findings: worstFirst([...findings, ...shared]),
  };
}

function findingOf({ id, severity, remedy }: LocalRule, { message, lines = [] }: LocalProblem) {
  return { id, severity, message, remedy, lines };
}

function withoutLines(finding: Finding): LocalFinding {
  return { ...finding, lines: [] };
}

function worstFirst(findings: readonly LocalFinding[]): readonly LocalFinding[] {
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function holdsFor({ references, cloud }: LocalFunction) {
  return ({ id }: Finding): boolean =>
    !onlyDeployed.has(id) &&
    !(references.length > 0 && byAbsence.has(id)) &&
    !(cloud === 'google' && id.startsWith('relay-'));
}

/** Each function as if it were deployed and traced: what would be wrong then. */
function asDeployed(described: LocalFunction): FunctionDescription {
  const { name, runtime, handler, timeout, memory, variables, hasOwnKey, layers, xRay } = described;
  return {
    name,
    // Of the region nothing depends here but that there is one.
    arn: `arn:aws:lambda:us-east-1::function:${name}`,
    runtime: described.cloud === 'aws' ? runtime : undefined,
    handler,
    timeout: timeout ?? Number.POSITIVE_INFINITY,
    memory: memory ?? Number.POSITIVE_INFINITY,
    role: '',
    variables,
    hasOwnKey,
    layers,
    xRay,
    logGroup: `/aws/lambda/${name}`,
    logLevel: undefined,
    versionsInCode: [version],
    relayQueue: undefined,
    maySend: undefined,
    mayExport: {},
    takesOtlp: undefined,
    relays: [],
  };
}
