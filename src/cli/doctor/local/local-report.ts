import type { Gap } from '../aws/gaps.ts';
import type { Destination } from '../find-destination.ts';
import type { Summary } from '../report.ts';
import type { Severity } from '../rule.ts';
import type { ProjectDiagnosis } from './diagnose-project.ts';
import type { LocalFinding } from './local-rule.ts';

/** What was found in a project, and at its endpoints. */
export interface LocalReport {
  readonly diagnosis: ProjectDiagnosis;
  readonly deliveries: readonly DeliveryReport[];
  readonly gaps: readonly Gap[];
}

/** What became of the span that was sent to an endpoint. */
export interface DeliveryReport {
  /** What names the endpoint. */
  readonly from: string;
  readonly destination: Destination;
  /** Of the span, to look for it where it should be; undefined where it has not arrived. */
  readonly traceId: string | undefined;
  readonly findings: readonly LocalFinding[];
}

/** Everything that was found. */
export function findingsOf({ diagnosis, deliveries }: LocalReport): readonly LocalFinding[] {
  return [
    ...diagnosis.functions.flatMap(({ findings }) => findings),
    ...diagnosis.findings,
    ...deliveries.flatMap(({ findings }) => findings),
  ];
}

/** How many there are of what. */
export function summarizeLocal(report: LocalReport): Omit<Summary, 'relays' | 'untraced'> {
  const { functions } = report.diagnosis;
  const found = findingsOf(report);
  const count = (severity: Severity) => found.filter((each) => each.severity === severity).length;
  return {
    functions: functions.length,
    traced: functions.filter(({ tracing }) => tracing.status === 'traced').length,
    errors: count('error'),
    warnings: count('warning'),
    hints: count('hint'),
  };
}
