import { type Context, ROOT_CONTEXT, type SpanContext } from '@opentelemetry/api';
import { withSender } from './remote-parent.ts';
import {
  formatXRayHeader,
  isMintedByAws,
  parseXRayHeader,
  xRayRoot,
  xRaySender,
} from './xray-header.ts';

/** The header that AWS services pass on beside a message, whatever `OTEL_PROPAGATORS` says. SigV4 never signs it. */
export const awsTraceHeaderName = 'X-Amzn-Trace-Id';

/**
 * The header's value for a span. Of `incoming`, AWS's own, everything but `Root` and `Parent` stays: the flag by which
 * AWS samples (and bills), `Lineage`, by which Lambda detects loops, and what else there may be.
 */
export function awsTraceHeader({ traceId, spanId }: SpanContext, incoming?: string): string {
  const fields = new Map([
    ['Root', xRayRoot(traceId)],
    ['Parent', spanId],
  ]);
  for (const [name, value] of parseXRayHeader(incoming))
    if (!fields.has(name)) fields.set(name, value);
  return formatXRayHeader(fields);
}

/** The span that wrote the header, if a tracer did. It counts as sampled, as the header's flag only tells what AWS does. */
export function contextFromAwsTraceHeader(header: unknown): Context | undefined {
  const sender = xRaySender(parseXRayHeader(typeof header === 'string' ? header : undefined));
  if (!sender || isMintedByAws(sender.traceId)) return undefined;
  const context = withSender(ROOT_CONTEXT, { ...sender, sampled: true });
  return context === ROOT_CONTEXT ? undefined : context;
}
