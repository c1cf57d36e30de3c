import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { version } from '../../../support/version.ts';

/** The name of the span that is sent to see whether spans arrive, and of the service that it is of. */
const testSpanName = 'antifreeze doctor';

/** A span of a millisecond, by itself in its trace. */
export function testSpan(traceId: string, spanId: string, now: number = Date.now()): ReadableSpan {
  const seconds = Math.floor(now / 1_000);
  return {
    name: testSpanName,
    kind: SpanKind.INTERNAL,
    spanContext: () => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED }),
    startTime: [seconds, (now % 1_000) * 1_000_000],
    endTime: [seconds, (now % 1_000) * 1_000_000 + 999_999],
    duration: [0, 999_999],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource: resourceFromAttributes({ 'service.name': testSpanName }),
    instrumentationScope: { name: 'antifreeze', version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
