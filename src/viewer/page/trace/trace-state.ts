import { computed, signal } from '@preact/signals';
import type { Trace, TraceRow } from './trace-model.ts';
import { findMatches, type Look, plainLook, type VisibleRow, visibleRows } from './visible-rows.ts';

/** A stretch of time that is shown, in nanoseconds since the trace began. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What one who looks at a trace has chosen. */
export type TraceState = ReturnType<typeof createTraceState>;

export function createTraceState(first: Trace) {
  const trace = signal(first);
  const look = signal<Look>(plainLook);
  const selected = signal('');
  const detail = signal(false);
  const stretch = signal<Stretch | undefined>(undefined);
  const matches = computed(() => findMatches(trace.value, look.value.text));
  const rows = computed(() => visibleRows(trace.value, look.value, matches.value));
  const shown = computed<Stretch>(
    () => stretch.value ?? focusStretch(trace.value, look.value.focus),
  );
  const change = (changes: Partial<Look>) => {
    look.value = { ...look.value, ...changes };
  };
  const select = (key: string) => {
    selected.value = key;
  };

  return {
    trace,
    look,
    change,
    selected,
    select,
    detail,
    stretch,
    matches,
    rows,
    shown,
    toggleCollapsed(key: string) {
      const collapsed = new Set(look.value.collapsed);
      if (!collapsed.delete(key)) collapsed.add(key);
      change({ collapsed });
    },
    /** Selects the row so many below, or above, the selected one. */
    move(by: number) {
      const index = indexOf(rows.value, selected.value);
      const next = rows.value[Math.min(Math.max(0, index + by), rows.value.length - 1)];
      if (next) select(next.row.key);
    },
    jump(by: 1 | -1, isWanted: (row: TraceRow) => boolean) {
      const next = nextRow(rows.value, indexOf(rows.value, selected.value), by, isWanted);
      if (next) select(next.key);
    },
    /** Shows a stretch that is `factor` times as long, about the middle of the selected row or of what is shown. */
    zoom(factor: number) {
      const { from, to } = shown.value;
      const row = trace.value.byKey.get(selected.value);
      const middle = row ? row.start + row.duration / 2 : (from + to) / 2;
      const length = (to - from) * factor;
      stretch.value = within(middle - length / 2, length, trace.value.duration);
    },
    /** Moves along by a share of what is shown. */
    pan(share: number) {
      const { from, to } = shown.value;
      stretch.value = within(from + (to - from) * share, to - from, trace.value.duration);
    },
  };
}

function within(from: number, length: number, duration: number): Stretch | undefined {
  if (length >= duration) return undefined;
  const shortest = Math.max(length, 100);
  const start = Math.min(Math.max(0, from), duration - shortest);
  return { from: start, to: start + shortest };
}

function focusStretch({ byKey, duration }: Trace, key: string): Stretch {
  const row = byKey.get(key);
  return row
    ? { from: row.start, to: row.start + Math.max(row.duration, 100) }
    : { from: 0, to: duration };
}

function indexOf(rows: readonly VisibleRow[], key: string): number {
  return rows.findIndex(({ row }) => row.key === key);
}

/** The next row, or the one before, that `isWanted`; after the last comes the first. */
function nextRow(
  rows: readonly VisibleRow[],
  from: number,
  by: 1 | -1,
  isWanted: (row: TraceRow) => boolean,
): TraceRow | undefined {
  const begin = from < 0 && by < 0 ? 0 : from;
  for (let step = 1; step <= rows.length; step += 1) {
    const candidate = rows[(begin + by * step + rows.length * 2) % rows.length]?.row;
    if (candidate && isWanted(candidate)) return candidate;
  }
  return undefined;
}
