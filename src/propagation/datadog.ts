import type { TextMapPropagator } from '@opentelemetry/api';
import { headerPropagator } from './header-propagator.ts';
import type { SenderSpan } from './remote-parent.ts';

const traceIdField = 'x-datadog-trace-id';
const parentIdField = 'x-datadog-parent-id';
const priorityField = 'x-datadog-sampling-priority';
const tagsField = 'x-datadog-tags';
/** Among the tags, the upper half of a trace id of 128 bits, in hex. The header itself has the lower half. */
const upperHalf = /(?:^|,)_dd\.p\.tid=([\da-f]{16})(?:,|$)/i;

/** Datadog's headers, both ways, for services that move to OpenTelemetry one by one. */
export function createDatadogPropagator(): TextMapPropagator {
  return headerPropagator({
    fields: [traceIdField, parentIdField, priorityField, tagsField],
    read: parse,
    write: ({ traceId, spanId, sampled }) => ({
      [traceIdField]: toDecimal(traceId.slice(16)),
      [parentIdField]: toDecimal(spanId),
      [priorityField]: String(Number(sampled)),
      [tagsField]: `_dd.p.tid=${traceId.slice(0, 16)}`,
    }),
  });
}

/** A priority above zero keeps a trace, any other drops it. */
function parse(header: (name: string) => string | undefined): SenderSpan | undefined {
  const lower = toHex(header(traceIdField));
  const spanId = toHex(header(parentIdField));
  if (lower === undefined || spanId === undefined) return undefined;
  const upper = upperHalf.exec(header(tagsField) ?? '')?.[1]?.toLowerCase() ?? '';
  const priority = header(priorityField) ?? '';
  return {
    traceId: upper.padStart(16, '0') + lower,
    spanId,
    sampled: /^-?\d$/.test(priority) ? Number(priority) > 0 : undefined,
  };
}

function toHex(decimal: string | undefined): string | undefined {
  if (decimal === undefined || !/^\d{1,20}$/.test(decimal)) return undefined;
  const hex = BigInt(decimal).toString(16);
  return hex.length > 16 ? undefined : hex.padStart(16, '0');
}

function toDecimal(hex: string): string {
  return BigInt(`0x${hex}`).toString();
}
