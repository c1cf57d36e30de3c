import type { Trigger } from '../../core/trigger.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { httpFailure, proxyResult } from './http-result.ts';
import { authorizerContext, isProxyEvent } from './proxy-event.ts';
import { requestHeaders } from './request-headers.ts';
import { queryOfDecoded } from './url-query.ts';

/** API Gateway REST APIs, and HTTP APIs with payload format 1.0. */
export const apiGatewayRest: Trigger<Fields> = {
  matches: (event): event is Fields =>
    isProxyEvent(event) &&
    text(event, 'httpMethod') !== undefined &&
    text(event, 'resource') !== undefined &&
    field(event, 'version') !== '2.0' &&
    field(field(event, 'requestContext'), 'elb') === undefined,

  rootSpan: (event) => {
    const gateway = field(event, 'requestContext');
    const identity = field(gateway, 'identity');
    const resource = text(event, 'resource');
    const root = httpServerSpan({
      method: text(event, 'httpMethod') ?? '',
      // `event.path` is without the stage of the client's URL.
      path: text(gateway, 'path') ?? text(event, 'path'),
      query: queryOfDecoded(event),
      // The catch-all route of an HTTP API is no path.
      route: resource?.startsWith('/') ? resource : undefined,
      headers: requestHeaders(event),
      context: authorizerContext(event),
      scheme: 'https',
      host: text(gateway, 'domainName'),
      clientAddress: text(identity, 'sourceIp'),
      userAgent: text(identity, 'userAgent'),
      protocol: text(gateway, 'protocol'),
    });
    return withAttributes(root, waited(epochMs(field(gateway, 'requestTimeEpoch'))));
  },

  result: proxyResult,
  failure: httpFailure,
};
