import { styleText } from 'node:util';
import type { CollectedSpan } from '../otlp/collected-span.ts';
import { formatDuration } from './format-duration.ts';
import { eventLines, failureOf, notableAttributes } from './span-details.ts';
import { cutText, fitText, printable, textWidth } from './text-width.ts';
import { type TreeRow, traceTree } from './trace-tree.ts';

export interface RenderOptions {
  readonly colour: boolean;
  /** Columns that no line exceeds; at least 40 are used. */
  readonly width: number;
  /** Most spans shown, 100 unless told. */
  readonly maxRows?: number;
  /** Most children shown of one span, 20 unless told. */
  readonly maxChildren?: number;
}

/** Draws the spans of one trace as a tree beside a time axis, with what went wrong. Ends without a line break. */
export function renderTrace(spans: readonly CollectedSpan[], options: RenderOptions): string {
  if (spans.length === 0) return 'no spans';
  const { maxRows = 100, maxChildren = 20 } = options;
  const rows = traceTree(spans, { maxRows, maxChildren });
  const layout = layOut(spans, rows, options);
  const lines = [headline(spans, layout), ...rows.flatMap((row) => renderRow(row, layout))];
  if (rows.length < spans.length) lines.push(elision(spans, rows, layout));
  return lines.join('\n');
}

interface Layout {
  readonly paint: (style: Style, text: string) => string;
  /** The time axis, in nanoseconds. */
  readonly start: bigint;
  readonly duration: number;
  readonly width: number;
  readonly labelWidth: number;
  readonly barWidth: number;
}

type Style = Parameters<typeof styleText>[0];

const durationWidth = 9;

function layOut(
  spans: readonly CollectedSpan[],
  rows: readonly TreeRow[],
  { colour, width: wanted }: RenderOptions,
): Layout {
  const width = Math.max(40, wanted);
  const widest = rows.reduce((most, row) => Math.max(most, textWidth(plainLabel(row))), 0);
  // Not less than a quarter, so that the axes of one trace after another line up.
  const labelWidth = Math.min(Math.max(widest, Math.floor(width / 4)), Math.floor(width * 0.45));
  const times = spans.flatMap((span) => [span.start, span.end]).sort((a, b) => Number(a - b));
  const [start = 0n] = times;
  const end = times.at(-1) ?? start;
  return {
    paint: (style, text) =>
      colour && text ? styleText(style, text, { validateStream: false }) : text,
    start,
    duration: Math.max(1, Number(end - start)),
    width,
    labelWidth,
    barWidth: width - labelWidth - durationWidth - 2,
  };
}

function headline(spans: readonly CollectedSpan[], { paint, duration, width }: Layout): string {
  const [first] = spans;
  const count = spans.length === 1 ? '1 span' : `${spans.length} spans`;
  const text = `trace ${first?.traceId}  ${count}  ${formatDuration(duration)}`;
  return paint('dim', cutText(text, width));
}

function renderRow(row: TreeRow, layout: Layout): string[] {
  const { span } = row;
  const failure = failureOf(span);
  const label = fitText(plainLabel(row), layout.labelWidth);
  const duration = formatDuration(span.end - span.start).padStart(durationWidth);
  const detail = (style: Style, text: string) => detailLine(row, layout, style, text);
  const attributes = notableAttributes(span.attributes);
  return [
    `${paintLabel(label, row, layout)} ${bar(span, failure !== undefined, layout)} ${duration}`,
    ...(failure === undefined ? [] : [detail('red', `✖ ${failure}`)]),
    ...(row.orphaned ? [detail('yellow', `its parent ${span.parentSpanId} is not here`)] : []),
    ...(attributes ? [detail('dim', attributes)] : []),
    ...eventLines(span).map((line) => detail('dim', line)),
  ];
}

function plainLabel({ branch, span }: TreeRow): string {
  return `${branch}${printable(span.name)} ${span.kind === 'internal' ? '' : span.kind}`.trimEnd();
}

function paintLabel(label: string, { branch, span }: TreeRow, { paint }: Layout): string {
  const rest = label.slice(branch.length);
  const name = rest.slice(0, printable(span.name).length);
  const kind = rest.slice(name.length);
  return paint('dim', label.slice(0, branch.length)) + paint('bold', name) + paint('dim', kind);
}

function bar(span: CollectedSpan, failed: boolean, layout: Layout): string {
  const { barWidth, start, duration } = layout;
  const column = (time: bigint) => (Number(time - start) / duration) * barWidth;
  const from = Math.min(Math.floor(column(span.start)), barWidth - 1);
  const length = Math.max(1, Math.min(Math.ceil(column(span.end)), barWidth) - from);
  const colour = failed ? 'red' : barColour(span);
  const rest = ' '.repeat(barWidth - from - length);
  return ' '.repeat(from) + layout.paint(colour, '━'.repeat(length)) + rest;
}

function barColour({ kind }: CollectedSpan): Style {
  if (kind === 'server' || kind === 'consumer') return 'cyan';
  return kind === 'internal' ? 'blue' : 'magenta';
}

function detailLine(row: TreeRow, layout: Layout, style: Style, text: string): string {
  const indent = `${row.continuation}  `;
  const room = Math.max(0, layout.width - textWidth(indent));
  return layout.paint('dim', indent) + layout.paint(style, cutText(printable(text), room));
}

function elision(
  spans: readonly CollectedSpan[],
  rows: readonly TreeRow[],
  { paint }: Layout,
): string {
  const shown = new Set(rows.map((row) => row.span));
  const hidden = spans.filter((span) => !shown.has(span));
  const failed = hidden.filter((span) => failureOf(span) !== undefined).length;
  const failures = failed > 0 ? `, ${failed} of them failed` : '';
  return paint('dim', `… and ${hidden.length} more${failures}`);
}
