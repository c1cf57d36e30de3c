import type { CollectedSpan } from '../../../src/viewer/otlp/collected-span.ts';

/** A span of a second in the trace that is so often `trace`, with the id that is so often `id`. */
export function storedSpan(
  trace: string,
  id: string,
  more: Partial<CollectedSpan> = {},
): CollectedSpan {
  return {
    traceId: trace.repeat(32),
    spanId: id.repeat(16),
    parentSpanId: undefined,
    traceState: '',
    flags: 0,
    name: `${trace}${id}`,
    kind: 'internal',
    start: 1_000_000_000n,
    end: 2_000_000_000n,
    attributes: {},
    status: { code: 'unset', message: '' },
    events: [],
    links: [],
    dropped: { attributes: 0, events: 0, links: 0 },
    resource: { 'service.name': 'orders' },
    scope: { name: '', version: '' },
    ...more,
  };
}
