import type { Diagnosis } from './diagnose.ts';
import type { Destination } from './find-destination.ts';
import { isRelay, isUntraced, type RegionReport, type Report, summarize } from './report.ts';
import {
  inColumns,
  type Layout,
  type Paint,
  paintFor,
  plural,
  renderFinding,
  wrapped,
} from './text-layout.ts';

/** The report for people: a line for each function, and under it what is wrong and what to do. */
export function renderTable({ regions }: Report, all: boolean, layout: Layout): string {
  const paint = paintFor(layout);
  const blocks = regions.map((region) => renderRegion(region, all, paint, layout.width));
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function renderRegion(
  { region, diagnoses, gaps }: RegionReport,
  all: boolean,
  paint: Paint,
  width: number | undefined,
): string[] {
  const shown = diagnoses.filter((each) => all || !isUntraced(each));
  const rows = [['FUNCTION', 'TRACED BY', 'VERSION', 'SPANS GO TO'], ...shown.map(rowOf)];
  const [header = '', ...lines] = inColumns(rows, width);
  const { functions, traced, untraced, errors, warnings } = summarize(diagnoses);
  const counts = `${plural(functions, 'function')}, ${traced} traced, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  return [
    paint('bold', `${region}: ${counts}`),
    ...(shown.length > 0 ? [paint('dim', header)] : []),
    ...lines.flatMap((line, index) => [
      line,
      ...(shown[index]?.findings ?? []).flatMap((finding) => renderFinding(finding, paint, width)),
    ]),
    ...(untraced > 0 && !all ? [`${untraced} more not traced; --all lists them.`] : []),
    ...gaps.flatMap(({ what, reason }) =>
      wrapped(`Not checked: ${what}, because ${reason}.`, width),
    ),
  ];
}

function rowOf(diagnosis: Diagnosis): string[] {
  const { described, tracing, destination } = diagnosis;
  const { status, by, version, others } = tracing;
  const how = {
    traced: by ?? '',
    off: `${by ?? 'nothing'} (off)`,
    unsure: 'code?',
    broken: 'nothing (broken)',
    untraced: untracedBy(others, described.runtime),
  }[status];
  return [
    described.name,
    isRelay(diagnosis) ? 'is a relay' : how,
    version ?? (status === 'traced' ? 'unknown' : '-'),
    destination ? showDestination(destination) : '-',
  ];
}

function untracedBy(others: readonly string[], runtime: string | undefined): string {
  return others.length > 0 ? others.join(', ') : `nothing (${runtime ?? 'image'})`;
}

/** Where spans go, on one line. */
export function showDestination(destination: Destination): string {
  if (destination.kind === 'endpoint') {
    const { url, headers } = destination;
    return headers.length > 0 ? `${url} (headers: ${headers.join(', ')})` : url;
  }
  return destination.kind === 'relay' ? `relay ${destination.url}` : destination.kind;
}
