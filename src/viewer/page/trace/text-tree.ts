import { formatDuration } from '../../terminal/format-duration.ts';
import { printable } from '../../terminal/text-width.ts';
import type { TraceRow } from './trace-model.ts';

/** Rows as an indented text, for an issue or a chat. */
export function textTree(rows: readonly TraceRow[]): string {
  const top = Math.min(...rows.map(({ depth }) => depth));
  return rows.map((row) => '  '.repeat(row.depth - top) + lineOf(row)).join('\n');
}

function lineOf({ name, kind, service, duration, failed, span }: TraceRow): string {
  const parts = [printable(name), kind, `(${service})`, formatDuration(duration)];
  if (failed) parts.push(`✖ ${printable(span?.status.message || 'failed')}`);
  return parts.join('  ');
}
