import { version } from '../../../support/version.ts';
import type { LocalDiagnosis } from './diagnose-project.ts';
import { type LocalReport, summarizeLocal } from './local-report.ts';

/** The report as JSON, in the format that docs/doctor.md describes. */
export function renderLocalJson(report: LocalReport): string {
  const output = {
    format: 'antifreeze-doctor-local/1',
    antifreeze: version,
    summary: summarizeLocal(report),
    functions: report.diagnosis.functions.map(functionOf),
    findings: report.diagnosis.findings,
    deliveries: report.deliveries.map(({ traceId, ...each }) => ({
      ...each,
      traceId: traceId ?? null,
    })),
    notChecked: report.gaps,
  };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}

function functionOf({ described, tracing, destination, findings }: LocalDiagnosis) {
  const { name, tool, declaredIn, line, runtime, handler, source } = described;
  return {
    name,
    tool,
    declaredIn,
    line: line ?? null,
    runtime: runtime ?? null,
    handler: handler ?? null,
    file: source?.file ?? null,
    tracing: { status: tracing.status, by: tracing.by ?? null },
    destination: destination ?? null,
    findings,
  };
}
