import { defaultTextMapGetter, type TextMapPropagator } from '@opentelemetry/api';
import { headerPropagator } from './header-propagator.ts';
import type { SenderSpan } from './remote-parent.ts';

const traceIdField = 'x-datadog-trace-id';
const parentIdField = 'x-datadog-parent-id';
const priorityField = 'x-datadog-sampling-priority';
const tagsField = 'x-datadog-tags';
/** Among the tags, the upper half of a trace id of 128 bits, in hex. The header itself has the lower half. */
const upperHalf = /(?:^|,)_dd\.p\.tid=([\da-f]{16})(?:,|$)/i;

/** What holds the headers in messages, events and the context of an authorizer: an object, or its JSON, also in base64. */
const holder = '_datadog';

/**
 * Datadog's headers, both ways, for services that move to OpenTelemetry one by one. Also read where Datadog's tracers
 * write them into anything but a request: in a field of their own.
 */
export function createDatadogPropagator(): TextMapPropagator {
  const headers = headerPropagator({
    fields: [traceIdField, parentIdField, priorityField, tagsField],
    read: parse,
    write: ({ traceId, spanId, sampled }) => ({
      [traceIdField]: toDecimal(traceId.slice(16)),
      [parentIdField]: toDecimal(spanId),
      [priorityField]: String(Number(sampled)),
      [tagsField]: `_dd.p.tid=${traceId.slice(0, 16)}`,
    }),
  });
  return {
    ...headers,
    fields: () => [...headers.fields(), holder],
    extract(context, carrier, getter) {
      const found = headers.extract(context, carrier, getter);
      if (found !== context) return found;
      const held = heldIn(carrier);
      return held ? headers.extract(context, held, defaultTextMapGetter) : context;
    },
  };
}

function heldIn(carrier: unknown): object | undefined {
  const held: unknown = Object(carrier)[holder];
  const found = typeof held === 'string' ? parsed(held) : held;
  return typeof found === 'object' && found !== null ? found : undefined;
}

function parsed(text: string): unknown {
  try {
    const isJson = text.trimStart().startsWith('{');
    return JSON.parse(isJson ? text : Buffer.from(text, 'base64').toString());
  } catch {
    return undefined;
  }
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
