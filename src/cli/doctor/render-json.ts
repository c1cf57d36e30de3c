import { version } from '../../support/version.ts';
import type { Diagnosis } from './diagnose.ts';
import { isRelay, isUntraced, type Report, summarize } from './report.ts';

/** The report as JSON, in the format that docs/doctor.md describes. */
export function renderJson({ regions }: Report, all: boolean): string {
  const everything = regions.flatMap(({ diagnoses }) => diagnoses);
  const output = {
    format: 'antifreeze-doctor/1',
    antifreeze: version,
    summary: summarize(everything),
    regions: regions.map(({ region, diagnoses, gaps }) => ({
      region,
      summary: summarize(diagnoses),
      functions: diagnoses.filter((each) => all || !isUntraced(each)).map(functionOf),
      notChecked: gaps,
    })),
  };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}

function functionOf(diagnosis: Diagnosis) {
  const { described, tracing, destination, findings } = diagnosis;
  const { status, by, version: traced, layer, others } = tracing;
  return {
    name: described.name,
    arn: described.arn,
    runtime: described.runtime ?? null,
    isRelay: isRelay(diagnosis),
    tracing: {
      status,
      by: by ?? null,
      version: traced ?? null,
      layer: layer?.arn ?? null,
      others,
    },
    destination: destination ?? null,
    findings,
  };
}
