import type { RootSpanInit } from '../../core/trigger.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';
import { authorizerContext, isProxyEvent } from './proxy-event.ts';
import { requestHeaders } from './request-headers.ts';

/** Payload format 2.0, which HTTP APIs and function URLs share. Only the domain tells one from the other. */
export function isHttpPayload2(event: unknown): event is Fields {
  return (
    isProxyEvent(event) &&
    field(event, 'version') === '2.0' &&
    text(field(field(event, 'requestContext'), 'http'), 'method') !== undefined
  );
}

/** `<id>.lambda-url.<region>.on.aws`: a function URL has no domain of one's own. */
export function isFunctionUrlDomain(event: Fields): boolean {
  return text(field(event, 'requestContext'), 'domainName')?.includes('.lambda-url.') ?? false;
}

/** The root span of a request in payload format 2.0, with a route where its route key has a path. */
export function httpPayload2Span(event: Fields): RootSpanInit {
  const gateway = field(event, 'requestContext');
  const http = field(gateway, 'http');
  const root = httpServerSpan({
    method: text(http, 'method') ?? '',
    path: text(event, 'rawPath') ?? text(http, 'path'),
    query: text(event, 'rawQueryString'),
    route: pathOfRouteKey(text(event, 'routeKey')),
    headers: requestHeaders(event),
    context: authorizerContext(event),
    scheme: 'https',
    host: text(gateway, 'domainName'),
    clientAddress: text(http, 'sourceIp'),
    userAgent: text(http, 'userAgent'),
    protocol: text(http, 'protocol'),
  });
  return withAttributes(root, waited(epochMs(field(gateway, 'timeEpoch'))));
}

/** `ANY /orders/{id}` has a path, `$default` has none. */
function pathOfRouteKey(routeKey: string | undefined): string | undefined {
  const slash = routeKey?.indexOf(' /') ?? -1;
  return slash < 0 ? undefined : routeKey?.slice(slash + 1);
}
