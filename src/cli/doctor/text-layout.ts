import { styleText } from 'node:util';
import type { Finding, Severity } from './rule.ts';

/** How a terminal wants it. */
export interface Layout {
  /** In characters; undefined where lines may have any length. */
  readonly width: number | undefined;
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours where the terminal has them. */
export function paintFor({ color }: Layout): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', hint: 'cyan' };
const indent = 4;

/** What is wrong and what to do, below what it is wrong with. */
export function renderFinding(
  { id, severity, message, remedy }: Finding,
  paint: Paint,
  width: number | undefined,
): string[] {
  const [first = '', ...others] = wrapped(`${severity} ${id}: ${message} ${remedy}`, width, indent);
  return [first.replace(severity, paint(styles[severity], severity)), ...others];
}

/** Rows as lines of which the last column ends where the terminal does. */
export function inColumns(
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string[] {
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

/** A text in lines that are no wider than that, `margin` included. */
export function wrapped(
  text: string,
  width: number = Number.POSITIVE_INFINITY,
  margin: number = 0,
): string[] {
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

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
