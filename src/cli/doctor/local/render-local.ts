import { showDestination } from '../render-table.ts';
import {
  inColumns,
  type Layout,
  type Paint,
  paintFor,
  plural,
  renderFinding,
  wrapped,
} from '../text-layout.ts';
import type { LocalDiagnosis } from './diagnose-project.ts';
import { type DeliveryReport, type LocalReport, summarizeLocal } from './local-report.ts';
import type { LocalFinding } from './local-rule.ts';

/** The report for people: a line for each function, what is wrong with it, and what to write where. */
export function renderLocal(report: LocalReport, layout: Layout): string {
  const paint = paintFor(layout);
  const { diagnosis, deliveries, gaps } = report;
  const show = (findings: readonly LocalFinding[]) =>
    findings.flatMap((finding) => renderWithLines(finding, paint, layout.width));
  const { functions, traced, errors, warnings } = summarizeLocal(report);
  const counts = `${plural(functions, 'function')}, ${traced} traced, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  const rows = [
    ['FUNCTION', 'TRACED BY', 'DECLARED IN', 'CODE', 'SPANS GO TO'],
    ...diagnosis.functions.map(rowOf),
  ];
  const [header = '', ...lines] = inColumns(rows, layout.width);
  const text = [
    paint('bold', counts),
    ...(lines.length > 0 ? [paint('dim', header)] : []),
    ...lines.flatMap((line, index) => [line, ...show(diagnosis.functions[index]?.findings ?? [])]),
    ...(diagnosis.findings.length > 0 ? ['The project', ...show(diagnosis.findings)] : []),
    ...deliveries.flatMap((each) => [headOf(each), ...show(each.findings)]),
    ...gaps.flatMap(({ what, reason }) =>
      wrapped(`Not checked: ${what}, because ${reason}.`, layout.width),
    ),
  ];
  return `${text.join('\n')}\n`;
}

function rowOf({ described, tracing, destination }: LocalDiagnosis): string[] {
  const { name, declaredIn, line, source } = described;
  const how = {
    traced: tracing.by ?? '',
    off: `${tracing.by} (off)`,
    unsure: 'code?',
    untraced: 'nothing',
  }[tracing.status];
  return [
    name,
    how,
    line ? `${declaredIn}:${line}` : declaredIn,
    source?.file ?? '-',
    destination ? showDestination(destination) : '-',
  ];
}

function headOf({ destination, from, traceId }: DeliveryReport): string {
  const to = `The test span for ${showDestination(destination)}, as ${from} has it,`;
  return traceId ? `${to} has arrived: trace ${traceId}` : `${to} has not arrived`;
}

/** Lines to write are indented, and never broken: they are copied. */
function renderWithLines(finding: LocalFinding, paint: Paint, width: number | undefined): string[] {
  return [
    ...renderFinding(finding, paint, width),
    ...finding.lines.flatMap(({ file, where, text }) => [
      paint('dim', `      ${file}, ${where}:`),
      ...text.split('\n').map((line) => `        ${line}`),
    ]),
  ];
}
