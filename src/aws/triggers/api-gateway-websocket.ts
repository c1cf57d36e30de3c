import { SpanKind } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { clientAndServer, present } from '../../triggers/http-server-span.ts';
import { statusSummary } from '../../triggers/http-status.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { isProxyEvent } from './proxy-event.ts';
import { requestHeaders } from './request-headers.ts';

/**
 * API Gateway WebSocket APIs. A message is no HTTP request: it has no method, path or status, so that the span has
 * none of the attributes that the HTTP conventions require of requests. The route key is the configured name of what
 * the client wants done, and as few-valued as an HTTP route, so it names the span. No convention covers the
 * connection, the kind of event and the route key: the `aws.api_gateway.websocket.*` names are ours.
 */
export const apiGatewayWebsocket: Trigger<Fields> = {
  matches: (event): event is Fields =>
    isProxyEvent(event) &&
    text(field(event, 'requestContext'), 'connectionId') !== undefined &&
    text(field(event, 'requestContext'), 'eventType') !== undefined &&
    text(event, 'httpMethod') === undefined &&
    text(event, 'version') === undefined,

  rootSpan: (event) => {
    const gateway = field(event, 'requestContext');
    const identity = field(gateway, 'identity');
    const routeKey = text(gateway, 'routeKey');
    // Only the handshake, `$connect`, has headers.
    const headers = requestHeaders(event);
    const parent = contextFromHeaders(headers);
    return {
      ...(routeKey !== undefined && { name: routeKey }),
      kind: SpanKind.SERVER,
      attributes: present({
        'faas.trigger': 'http',
        'network.protocol.name': 'websocket',
        ...clientAndServer({
          headers,
          scheme: 'https',
          host: text(gateway, 'domainName'),
          clientAddress: text(identity, 'sourceIp'),
          userAgent: text(identity, 'userAgent'),
        }),
        'url.scheme': 'wss',
        ...waited(epochMs(field(gateway, 'requestTimeEpoch'))),
        'aws.api_gateway.websocket.route_key': routeKey,
        'aws.api_gateway.websocket.event_type': text(gateway, 'eventType'),
        'aws.api_gateway.websocket.connection_id': text(gateway, 'connectionId'),
      }),
      ...(parent && { parent }),
    };
  },

  /** The code answers the handshake; for a message it only says whether the handler failed. */
  result: (value, event) => {
    const summary = statusSummary(field(value, 'statusCode'));
    const isHandshake = text(field(event, 'requestContext'), 'eventType') === 'CONNECT';
    return isHandshake ? summary : { attributes: {}, errorType: summary.errorType };
  },
};
