import { randomBytes } from 'node:crypto';
import type { Format } from '../peer.ts';

/** Whoever sends an event: the span that the function's should name. */
export interface Sender {
  readonly traceId: string;
  readonly spanId: string;
}

/** A fresh one, with a trace id of 64 bits, as not every format has room for more. */
export function newSender(): Sender {
  return { traceId: '0'.repeat(16) + randomId(), spanId: randomId() };
}

/** The context of a trace as a format writes it: its fields, by their names. */
export function fieldsOf({ traceId, spanId }: Sender, format: Format): Record<string, string> {
  return formats[format](traceId, spanId);
}

const formats: Readonly<Record<Format, (trace: string, span: string) => Record<string, string>>> = {
  // www.w3.org/TR/trace-context
  w3c: (trace, span) => ({ traceparent: `00-${trace}-${span}-01` }),
  // docs.datadoghq.com/tracing/trace_collection/trace_context_propagation
  datadog: (trace, span) => ({
    'x-datadog-trace-id': decimal(trace),
    'x-datadog-parent-id': decimal(span),
    'x-datadog-sampling-priority': '1',
  }),
  // develop.sentry.dev/sdk/telemetry/traces
  sentry: (trace, span) => ({ 'sentry-trace': `${trace}-${span}-1` }),
  // docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
  xray: (trace, span) => ({
    'x-amzn-trace-id': `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=1`,
  }),
};

function decimal(hex: string): string {
  return String(BigInt(`0x${hex}`));
}

/** Not beginning with zeros, and not too large for an integer with a sign. */
function randomId(): string {
  return `1${randomBytes(8).toString('hex').slice(1)}`;
}
