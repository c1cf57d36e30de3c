import type { CollectedSpan } from '../otlp/collected-span.ts';

/** One span in the order of reading, with the lines of the tree to its left. */
export interface TreeRow {
  readonly span: CollectedSpan;
  /** Drawn before the span's name. */
  readonly branch: string;
  /** Drawn before further lines about the same span. */
  readonly continuation: string;
  /** Whether its parent should be there, but is not: a parent in another process need not be. */
  readonly orphaned: boolean;
}

/** How much of a large trace is shown. */
export interface TreeLimits {
  readonly maxRows: number;
  readonly maxChildren: number;
}

/** Orders spans as a tree: parents before children, siblings by their start. Each span comes at most once. */
export function traceTree(spans: readonly CollectedSpan[], limits: TreeLimits): TreeRow[] {
  const byStart = [...spans].sort((a, b) => Number(a.start - b.start));
  const childrenOf = groupByParent(byStart);
  const known = new Set(spans.map((span) => span.spanId));
  const isTop = ({ parentSpanId }: CollectedSpan) => !parentSpanId || !known.has(parentSpanId);
  const seen = new Set<CollectedSpan>();
  const rows: TreeRow[] = [];

  const visit = (span: CollectedSpan, branch: string, continuation: string) => {
    if (rows.length >= limits.maxRows || seen.has(span)) return;
    seen.add(span);
    const remoteParent = (span.flags & parentIsRemote) !== 0;
    const orphaned = span.parentSpanId !== undefined && isTop(span) && !remoteParent;
    rows.push({ span, branch, continuation, orphaned });
    const children = (childrenOf.get(span.spanId) ?? []).slice(0, limits.maxChildren);
    for (const child of children) {
      const [corner, line] = child === children.at(-1) ? ['└ ', '  '] : ['├ ', '│ '];
      visit(child, continuation + corner, continuation + line);
    }
  };

  for (const span of byStart.filter(isTop)) visit(span, '', '');
  // Spans that are each other's parents hang nowhere, but they are part of what came.
  if (rows.length === 0) for (const span of byStart) visit(span, '', '');
  return rows;
}

function groupByParent(spans: readonly CollectedSpan[]): Map<string | undefined, CollectedSpan[]> {
  const groups = new Map<string | undefined, CollectedSpan[]>();
  for (const span of spans) {
    const siblings = groups.get(span.parentSpanId);
    if (siblings) siblings.push(span);
    else groups.set(span.parentSpanId, [span]);
  }
  return groups;
}

/** Bit 9 of a span's flags, in OTLP: its parent context came from outside the process. */
const parentIsRemote = 0x200;
