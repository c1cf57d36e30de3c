import { computed, signal } from '@preact/signals';
import type { AboutTrace } from '../../store/about-trace.ts';
import { createShownTime } from './shown-time.ts';
import type { Trace, TraceRow } from './trace-model.ts';
import { findMatches, type Look, plainLook, type VisibleRow, visibleRows } from './visible-rows.ts';

/** What one who looks at a trace has chosen. */
export type TraceState = ReturnType<typeof createTraceState>;

export function createTraceState(first: Trace) {
  const trace = signal(first);
  const about = signal<AboutTrace | undefined>(undefined);
  const look = signal<Look>(plainLook);
  const selected = signal('');
  const detail = signal(false);
  const matches = computed(() => findMatches(trace.value, look.value.text));
  const rows = computed(() => visibleRows(trace.value, look.value, matches.value));
  const shownTime = createShownTime(trace, look, selected);
  const change = (changes: Partial<Look>) => {
    look.value = { ...look.value, ...changes };
  };
  const select = (key: string) => {
    selected.value = key;
  };

  return {
    trace,
    about,
    look,
    change,
    selected,
    select,
    detail,
    matches,
    rows,
    ...shownTime,
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
  };
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
