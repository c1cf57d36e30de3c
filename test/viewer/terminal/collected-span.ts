import type { CollectedSpan } from '../../../src/viewer/otlp/collected-span.ts';

/** A span in a trace that begins at 1 s; ids are numbers, times milliseconds into the trace. */
export function collectedSpan(
  { id, parent, from = 0, to = 10 }: { id: number; parent?: number; from?: number; to?: number },
  rest: Partial<CollectedSpan> = {},
): CollectedSpan {
  return {
    traceId: 'a'.repeat(32),
    spanId: spanId(id),
    parentSpanId: parent === undefined ? undefined : spanId(parent),
    traceState: '',
    flags: 0x101,
    name: `span ${id}`,
    kind: 'internal',
    start: nanoseconds(from),
    end: nanoseconds(to),
    attributes: {},
    status: { code: 'unset', message: '' },
    events: [],
    links: [],
    dropped: { attributes: 0, events: 0, links: 0 },
    resource: {},
    scope: { name: 'test', version: '' },
    ...rest,
  };
}

export function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round((1_000 + milliseconds) * 1e6));
}

function spanId(id: number): string {
  return id.toString(16).padStart(16, '0');
}
