import type { Context } from '@opentelemetry/api';
import { firstContext } from '../../propagation/first-context.ts';
import type { Headers } from '../../propagation/headers.ts';
import { contextFromJson } from '../../propagation/json-object.ts';
import { at } from '../../triggers/event-path.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';

/**
 * Whether a gateway or load balancer passed a request on to the function. Lambda authorizers get nearly the same
 * payload, with a `type`, but they answer the gateway and not the client.
 */
export function isProxyEvent(event: unknown): event is Fields {
  return isRecord(field(event, 'requestContext')) && text(event, 'type') === undefined;
}

/** The request's headers in their most complete form. */
export function requestHeaders(event: Fields): Headers | undefined {
  return mostComplete(event, 'multiValueHeaders', 'headers');
}

/**
 * The context among what a Lambda authorizer gave to pass on, which format 2.0 has in a field of its own. An answer that
 * API Gateway had kept is of another request; REST APIs tell it by a latency of 0.
 */
export function authorizerContext(event: Fields): Context | undefined {
  const authorizer = at(event, 'requestContext', 'authorizer');
  if (Number(field(authorizer, 'integrationLatency')) === 0) return undefined;
  return firstContext(
    () => contextFromJson(authorizer),
    () => contextFromJson(field(authorizer, 'lambda')),
  );
}

/**
 * Headers or parameters, of which `multiple` has the repeated ones as lists, too. It should have them all, but events
 * that weren't made by AWS may have some in `single` only.
 */
export function mostComplete(event: Fields, multiple: string, single: string): Fields | undefined {
  const parts = [field(event, single), field(event, multiple)].filter(isRecord);
  if (parts.length < 2) return parts[0];
  const entries = parts.flatMap((part) => Object.entries(part));
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}
