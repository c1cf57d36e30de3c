import type { Invocation } from '../core/invocation.ts';
import type { InvocationPayloads } from '../payload/observe-payloads.ts';
import { field, isRecord } from '../triggers/payload-fields.ts';
import { mostComplete, requestHeaders } from './triggers/request-headers.ts';

/** Where Lambda's events and results have them: those of API Gateway, load balancers, function URLs and VPC Lattice. */
export function lambdaPayloads({ event }: Invocation): InvocationPayloads {
  return {
    event: () => event,
    requestHeaders: () => (isRecord(event) ? requestHeaders(event) : undefined),
    result: (value) => value,
    responseHeaders: (value) => ({
      // Format 2.0 has the cookies apart.
      'set-cookie': field(value, 'cookies'),
      ...(isRecord(value) && mostComplete(value, 'multiValueHeaders', 'headers')),
    }),
  };
}
