import type { Trace, TraceRow } from './trace-model.ts';

/** Spans with the same names on the way from the root, in both traces. */
export interface ComparedPath {
  readonly path: string;
  readonly name: string;
  readonly service: string;
  readonly depth: number;
  readonly counts: readonly [number, number];
  /** Nanoseconds, of all of them together. */
  readonly durations: readonly [number, number];
}

/** Puts what corresponds in two traces side by side: parents before their children, these by their names. */
export function compareTraces(one: Trace, other: Trace): ComparedPath[] {
  const compared = new Map<string, Entry>();
  addSide(compared, one, 0);
  addSide(compared, other, 1);
  return Array.from(compared, ([path, { row, counts, durations }]) => ({
    path,
    name: row.name,
    service: row.service,
    depth: row.depth,
    counts,
    durations,
  })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Entry {
  readonly row: TraceRow;
  readonly counts: [number, number];
  readonly durations: [number, number];
}

function addSide(compared: Map<string, Entry>, trace: Trace, side: 0 | 1): void {
  const paths = new Map<TraceRow | undefined, string>();
  for (const row of trace.rows) {
    const path = `${paths.get(row.parent) ?? ''}\n${row.service}\t${row.name}`;
    paths.set(row, path);
    const entry = compared.get(path) ?? { row, counts: [0, 0], durations: [0, 0] };
    compared.set(path, entry);
    entry.counts[side] += 1;
    entry.durations[side] += row.duration;
  }
}
