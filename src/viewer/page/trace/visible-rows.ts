import { matchesSpan } from '../../store/search.ts';
import type { Trace, TraceRow } from './trace-model.ts';

/** How a trace is looked at. */
export interface Look {
  /** Keys of rows whose children are hidden. */
  readonly collapsed: ReadonlySet<string>;
  /** Key of the row that is shown with its subtree only; none for all. */
  readonly focus: string;
  readonly text: string;
  readonly matchesOnly: boolean;
  readonly hiddenKinds: ReadonlySet<string>;
  readonly hiddenServices: ReadonlySet<string>;
  /** Nanoseconds. */
  readonly minDuration: number;
}

export const plainLook: Look = {
  collapsed: new Set(),
  focus: '',
  text: '',
  matchesOnly: false,
  hiddenKinds: new Set(),
  hiddenServices: new Set(),
  minDuration: 0,
};

/** A row, and how many were left out above it. */
export interface VisibleRow {
  readonly row: TraceRow;
  readonly left: number;
}

/** Rows in which all words of a text are found. */
export function findMatches(trace: Trace, text: string): ReadonlySet<string> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Set();
  const isMatch = ({ span, name }: TraceRow) =>
    words.every((word) => (span ? matchesSpan(word, span) : name.toLowerCase().includes(word)));
  return new Set(trace.rows.filter(isMatch).map(({ key }) => key));
}

/** The rows that a look leaves. */
export function visibleRows(
  trace: Trace,
  look: Look,
  matches: ReadonlySet<string>,
): readonly VisibleRow[] {
  const visible: VisibleRow[] = [];
  const inFocus = rowsWithin(trace, look.focus);
  let hiddenBelow = Number.POSITIVE_INFINITY;
  let left = 0;
  for (const row of inFocus) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = look.collapsed.has(row.key) ? row.depth : Number.POSITIVE_INFINITY;
    if (isShown(row, look, matches)) {
      visible.push({ row, left });
      left = 0;
    } else left += 1;
  }
  return visible;
}

function isShown(row: TraceRow, look: Look, matches: ReadonlySet<string>): boolean {
  if (look.matchesOnly && look.text && !matches.has(row.key)) return false;
  if (look.hiddenKinds.has(row.kind) || look.hiddenServices.has(row.service)) return false;
  return row.duration >= look.minDuration;
}

/** A row and all below it stand together. */
function rowsWithin({ rows, byKey }: Trace, key: string): readonly TraceRow[] {
  const root = byKey.get(key);
  if (!root) return rows;
  const from = rows.indexOf(root);
  const end = rows.findIndex(({ depth }, index) => index > from && depth <= root.depth);
  return rows.slice(from, end < 0 ? rows.length : end);
}
