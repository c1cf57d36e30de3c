import type { TextMapPropagator } from '@opentelemetry/api';
import { headerPropagator } from './header-propagator.ts';
import { paddedId, type SenderSpan } from './remote-parent.ts';

/** https://github.com/openzipkin/b3-propagation */
const singleField = 'b3';
const traceIdField = 'x-b3-traceid';
const spanIdField = 'x-b3-spanid';
const sampledField = 'x-b3-sampled';
const flagsField = 'x-b3-flags';
const multipleFields = [traceIdField, spanIdField, sampledField, flagsField];

/** B3 in one header. Reads both forms, the single one first, as the OpenTelemetry specification wants. */
export function createB3Propagator(): TextMapPropagator {
  return headerPropagator({
    fields: [singleField, ...multipleFields],
    read,
    write: ({ traceId, spanId, sampled, debug }) => ({
      [singleField]: `${traceId}-${spanId}-${debug ? 'd' : Number(sampled)}`,
    }),
  });
}

/** B3 in several headers. Reads both forms, the single one first. */
export function createB3MultiPropagator(): TextMapPropagator {
  return headerPropagator({
    fields: [...multipleFields, singleField],
    read,
    write: ({ traceId, spanId, sampled, debug }) => ({
      [traceIdField]: traceId,
      [spanIdField]: spanId,
      ...(debug ? { [flagsField]: '1' } : { [sampledField]: String(Number(sampled)) }),
    }),
  });
}

/** The single header is `{TraceId}-{SpanId}-{SamplingState}-{ParentSpanId}`, the last two optional. */
function read(header: (name: string) => string | undefined): SenderSpan | undefined {
  const parts = header(singleField)?.split('-', 5) ?? [];
  const single = parts.length < 5 ? sender(parts[0], parts[1], parts[2]) : undefined;
  if (single) return single;
  const state = header(flagsField) === '1' ? 'd' : header(sampledField)?.toLowerCase();
  return sender(header(traceIdField), header(spanIdField), state);
}

/** Older senders write `true` and `false`; whatever else a state may be leaves the decision open. */
function sender(
  receivedTraceId: string | undefined,
  receivedSpanId: string | undefined,
  state: string | undefined,
): SenderSpan | undefined {
  const length = receivedTraceId?.length;
  const traceId = length === 16 || length === 32 ? paddedId(receivedTraceId, 32) : undefined;
  const spanId = receivedSpanId?.length === 16 ? paddedId(receivedSpanId, 16) : undefined;
  if (traceId === undefined || spanId === undefined) return undefined;
  const isNo = state === '0' || state === 'false';
  const isYes = state === '1' || state === 'true';
  return { traceId, spanId, sampled: isYes || (isNo ? false : undefined), debug: state === 'd' };
}
