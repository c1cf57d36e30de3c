import type { Headers } from '../../propagation/headers.ts';
import { type Fields, field, isRecord } from '../../triggers/payload-fields.ts';

/**
 * Whether a gateway or load balancer passed a request on to the function. Lambda authorizers get nearly the same
 * payload, with a `type`, but they answer the gateway and not the client.
 */
export function isProxyEvent(event: unknown): event is Fields {
  return isRecord(field(event, 'requestContext')) && field(event, 'type') === undefined;
}

/** The request's headers in their most complete form: `multiValueHeaders` has the repeated ones too. */
export function requestHeaders(event: Fields): Headers | undefined {
  const multiple = field(event, 'multiValueHeaders');
  if (isRecord(multiple) && Object.keys(multiple).length > 0) return multiple;
  const single = field(event, 'headers');
  return isRecord(single) ? single : undefined;
}
