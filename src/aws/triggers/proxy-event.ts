import type { Context } from '@opentelemetry/api';
import { firstContext } from '../../propagation/first-context.ts';
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
