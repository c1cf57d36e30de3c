import type { Context } from '@opentelemetry/api';
import { awsTraceHeaderName, contextFromAwsTraceHeader } from './aws-trace-header.ts';
import { contextFromHeaders } from './headers.ts';

/**
 * The context in the header that AWS passes on beside a message: of a tracer, whatever X-Ray decided about sampling,
 * else what the global propagator makes of it, which may have been asked to take X-Ray's own ids.
 */
export function contextFromMessageTraceHeader(header: unknown): Context | undefined {
  if (typeof header !== 'string') return undefined;
  return contextFromAwsTraceHeader(header) ?? contextFromHeaders({ [awsTraceHeaderName]: header });
}
