import { styleText } from 'node:util';
import type { Diagnosis } from './diagnose.ts';
import type { Destination } from './find-destination.ts';
import { isRelay, isUntraced, type RegionReport, type Report, summarize } from './report.ts';
import type { Severity } from './rule.ts';

/** How a terminal wants it. */
export interface Layout {
  /** In characters; undefined where lines may have any length. */
  readonly width: number | undefined;
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', hint: 'cyan' };
const indent = 4;

/** The report for people: a line for each function, and under it what is wrong and what to do. */
export function renderTable({ regions }: Report, all: boolean, { width, color }: Layout): string {
  const paint: Paint = (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const blocks = regions.map((region) => renderRegion(region, all, paint, width));
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

function showDestination(destination: Destination): string {
  if (destination.kind === 'endpoint') {
    const { url, headers } = destination;
    return headers.length > 0 ? `${url} (headers: ${headers.join(', ')})` : url;
  }
  return destination.kind === 'relay' ? `relay ${destination.url}` : destination.kind;
}

function renderFinding(
  { id, severity, message, remedy }: Diagnosis['findings'][number],
  paint: Paint,
  width: number | undefined,
): string[] {
  const [first = '', ...others] = wrapped(`${severity} ${id}: ${message} ${remedy}`, width, indent);
  return [first.replace(severity, paint(styles[severity], severity)), ...others];
}

/** The last column ends where the terminal does. */
function inColumns(rows: readonly (readonly string[])[], width: number | undefined): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return width && line.length > width ? `${line.slice(0, width - 1)}…` : line;
  });
}

function wrapped(text: string, width = Number.POSITIVE_INFINITY, margin = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && margin + line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((each) => `${' '.repeat(margin)}${each}`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
