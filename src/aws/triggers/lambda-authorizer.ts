import type { Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { requestHeaders } from './request-headers.ts';

/**
 * Lambda authorizers of API Gateway: TOKEN, REQUEST (payload formats 1.0 and 2.0) and those of WebSocket APIs. They
 * answer the gateway, not the client, so that the span has no status of HTTP, but belongs to the client's trace. The
 * `aws.api_gateway.*` names are ours.
 */
export const lambdaAuthorizer: Trigger<Fields> = {
  matches: (event): event is Fields => {
    const type = field(event, 'type');
    const isGateway = gatewayArn(event)?.includes(':execute-api:') ?? false;
    return isGateway && (type === 'TOKEN' || type === 'REQUEST');
  },

  rootSpan: (event) => {
    const gateway = field(event, 'requestContext');
    return eventSpan(
      'http',
      {
        'aws.api_gateway.authorizer.type': text(event, 'type'),
        'aws.api_gateway.api.id': text(gateway, 'apiId') ?? apiOfArn(gatewayArn(event)),
        'aws.api_gateway.stage': text(gateway, 'stage'),
        'aws.api_gateway.request.id': text(gateway, 'requestId'),
        'http.request.method': text(event, 'httpMethod') ?? textAt(gateway, 'http', 'method'),
        'http.route': route(event),
        ...waited(epochMs(at(gateway, 'requestTimeEpoch') ?? at(gateway, 'timeEpoch'))),
      },
      contextFromHeaders(requestHeaders(event)),
    );
  },
};

function gatewayArn(event: unknown): string | undefined {
  return text(event, 'methodArn') ?? text(event, 'routeArn');
}

/** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`, whose path may have colons. */
function apiOfArn(arn: string | undefined): string | undefined {
  return arn?.split(':', 6)[5]?.split('/', 1)[0];
}

/** Format 1.0 has it as the resource, 2.0 in the route key, as `GET /orders/{id}`; `$default` is no path. */
function route(event: Fields): string | undefined {
  const found = text(event, 'resource') ?? text(event, 'routeKey')?.split(' ', 2)[1];
  return found?.startsWith('/') ? found : undefined;
}
