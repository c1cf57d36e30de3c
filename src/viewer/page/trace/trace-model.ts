import type { CollectedSpan } from '../../otlp/collected-span.ts';
import { serviceOf } from '../../store/trace-summary.ts';

/** One row of a waterfall: a span, or the time that a message waited between two of them. */
export interface TraceRow {
  readonly key: string;
  readonly name: string;
  readonly service: string;
  readonly kind: CollectedSpan['kind'] | 'wait';
  /** Nanoseconds since the trace began; small enough for a number. */
  readonly start: number;
  readonly duration: number;
  readonly failed: boolean;
  /** Not of a wait. */
  readonly span: CollectedSpan | undefined;
  readonly parent: TraceRow | undefined;
  readonly children: TraceRow[];
  readonly depth: number;
}

/** A trace as it is looked at. */
export interface Trace {
  readonly traceId: string;
  readonly roots: readonly TraceRow[];
  /** All of them, as one reads: parents before their children, these by their start. */
  readonly rows: readonly TraceRow[];
  readonly byKey: ReadonlyMap<string, TraceRow>;
  readonly services: readonly string[];
  /** Epoch milliseconds. */
  readonly start: number;
  /** Nanoseconds. */
  readonly duration: number;
}

/** Orders the spans of one trace, at least one. */
export function buildTrace(spans: readonly CollectedSpan[]): Trace {
  const byStart = [...spans].sort((a, b) => compare(a.start, b.start));
  const origin = byStart[0]?.start ?? 0n;
  const known = new Map(spans.map((span) => [span.spanId, span]));
  const tops = byStart.filter(({ parentSpanId }) => !known.has(parentSpanId ?? ''));
  const order = {
    origin,
    known,
    childrenOf: Map.groupBy(byStart, ({ parentSpanId }) => parentSpanId ?? ''),
  };
  const rows: TraceRow[] = [];
  const byKey = new Map<string, TraceRow>();
  const add = (row: TraceRow) => {
    rows.push(row);
    byKey.set(row.key, row);
    row.parent?.children.push(row);
  };
  for (const top of tops) addTree(top, order, byKey, add);
  // Spans that are each other's parents have no top above them.
  for (const span of byStart) if (!byKey.has(span.spanId)) addTree(span, order, byKey, add);

  return {
    traceId: spans[0]?.traceId ?? '',
    roots: rows.filter(({ parent }) => parent === undefined),
    rows,
    byKey,
    services: [...new Set(rows.map(({ service }) => service))],
    start: Number(origin) / 1e6,
    duration: Math.max(
      1,
      rows.reduce((end, row) => Math.max(end, row.start + row.duration), 0),
    ),
  };
}

interface Order {
  readonly origin: bigint;
  readonly known: ReadonlyMap<string, CollectedSpan>;
  readonly childrenOf: ReadonlyMap<string, readonly CollectedSpan[]>;
}

/** Adds a span and all below it. Not by recursion: a chain of calls may be longer than the stack is deep. */
function addTree(
  top: CollectedSpan,
  { origin, known, childrenOf }: Order,
  added: ReadonlyMap<string, TraceRow>,
  add: (row: TraceRow) => void,
): void {
  const waiting: [CollectedSpan, TraceRow | undefined][] = [[top, undefined]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [span, parent] = next;
    if (added.has(span.spanId)) continue;
    const row = rowOf(span, parent, origin);
    const wait = waitBefore(row, known, origin);
    if (wait) add(wait);
    add(row);
    const children = childrenOf.get(span.spanId);
    if (children) for (const child of children.toReversed()) waiting.push([child, row]);
  }
}

/** What a row has room for, many times over. */
const longestName = 300;

function rowOf(span: CollectedSpan, parent: TraceRow | undefined, origin: bigint): TraceRow {
  return {
    key: span.spanId,
    name: span.name.slice(0, longestName) || '(no name)',
    service: serviceOf(span),
    kind: span.kind,
    start: Number(span.start - origin),
    duration: Math.max(0, Number(span.end - span.start)),
    failed: span.status.code === 'error',
    span,
    parent,
    children: [],
    depth: parent ? parent.depth + 1 : 0,
  };
}

/** The time between a message's sending and its processing, which no span tells. */
function waitBefore(
  row: TraceRow,
  known: ReadonlyMap<string, CollectedSpan>,
  origin: bigint,
): TraceRow | undefined {
  const { span, parent, depth } = row;
  if (span?.kind !== 'consumer') return undefined;
  const sources = [span.parentSpanId, ...span.links.map(({ spanId }) => spanId)];
  const producer = sources
    .map((id) => known.get(id ?? ''))
    .find((each) => each?.kind === 'producer');
  // A record's own span waited no longer than the batch that it is in, which has told so.
  if (!producer || producer.end >= span.start || parent?.kind === 'consumer') return undefined;
  const queue = span.attributes['messaging.destination.name'] ?? 'the queue';
  return {
    key: `wait-${span.spanId}`,
    name: `waited in ${queue}`,
    service: row.service,
    kind: 'wait',
    start: Number(producer.end - origin),
    duration: Number(span.start - producer.end),
    failed: false,
    span: undefined,
    parent,
    children: [],
    depth,
  };
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
