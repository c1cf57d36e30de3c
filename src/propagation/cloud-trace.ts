import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { withSender } from './remote-parent.ts';

export const cloudTraceHeader = 'x-cloud-trace-context';

/** `TRACE_ID/SPAN_ID;o=OPTIONS`, the span's id as a decimal number. */
const pattern = /^([\da-f]{32})\/(\d{1,20})(?:;o=(\d+))?/i;

/** The context that `X-Cloud-Trace-Context` names: Google's own header, older than `traceparent`. */
export function contextFromCloudTrace(header: string | undefined): Context | undefined {
  const [, traceId, decimal, options] = pattern.exec(header ?? '') ?? [];
  if (traceId === undefined || decimal === undefined) return undefined;
  const context = withSender(ROOT_CONTEXT, {
    traceId: traceId.toLowerCase(),
    spanId: BigInt(decimal).toString(16).padStart(16, '0'),
    sampled: options === '1' || undefined,
  });
  return context === ROOT_CONTEXT ? undefined : context;
}
