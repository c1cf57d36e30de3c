import type { Invocation } from '../core/invocation.ts';
import { type BodyPrefix, bodyPrefix } from '../payload/body-prefix.ts';
import { headerOf } from '../payload/header-attributes.ts';
import type { InvocationPayloads } from '../payload/observe-payloads.ts';
import { watchArguments } from '../payload/watch-arguments.ts';
import { field, isRecord } from '../triggers/payload-fields.ts';
import { mostComplete, requestHeaders } from './triggers/request-headers.ts';

/**
 * Where Lambda's events and results have them: those of API Gateway, load balancers, function URLs and VPC Lattice. Of a
 * response that is streamed, the body passes by.
 */
export function lambdaPayloads(mostBytes: number): (invocation: Invocation) => InvocationPayloads {
  return ({ event, responseStream }) => {
    const written = bodyPrefix(mostBytes);
    if (responseStream && mostBytes > 0)
      watchArguments(responseStream, ['write', 'end'], written.add);
    return {
      event: () => event,
      requestHeaders: () => (isRecord(event) ? requestHeaders(event) : undefined),
      result: (value) =>
        responseStream && isRecord(value) ? { ...value, body: bodyOf(written, value) } : value,
      responseHeaders: (value) => ({
        // Format 2.0 has the cookies apart.
        'set-cookie': field(value, 'cookies'),
        ...(isRecord(value) && mostComplete(value, 'multiValueHeaders', 'headers')),
      }),
    };
  };
}

function bodyOf(written: BodyPrefix, metadata: Record<string, unknown>): unknown {
  return written.content(headerOf(field(metadata, 'headers'), 'content-encoding'));
}
