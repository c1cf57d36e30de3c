import { type Attributes, type Context, SpanKind } from '@opentelemetry/api';
import type { RootSpanInit } from '../core/trigger.ts';
import { firstContext } from '../propagation/first-context.ts';
import { contextFromHeaders, type Headers, readHeader } from '../propagation/headers.ts';
import { redactQuery } from './redact-query.ts';
import { requestOrigin } from './request-origin.ts';

/** A request in terms that all gateways share; each trigger says where its event has them. */
export interface HttpRequest {
  readonly method: string;
  /** As the client asked for it, the stage included. */
  readonly path: string | undefined;
  /** Percent-encoded, without the question mark. */
  readonly query: string | undefined;
  readonly route?: string | undefined;
  readonly headers: Headers | undefined;
  /** What the gateway itself passes on, which counts where the headers name no sender. */
  readonly context?: Context | undefined;
  /** Where the gateway speaks no other. */
  readonly scheme?: string | undefined;
  readonly host?: string | undefined;
  readonly clientAddress?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Name and version, as in `HTTP/1.1`. */
  readonly protocol?: string | undefined;
}

/** The methods of RFC 9110, PATCH (RFC 5789) and QUERY: all others could be of any number. */
const knownMethods: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' '),
);

/** The root span of a request, with the attributes that the stable HTTP conventions want at its start. */
export function httpServerSpan(request: HttpRequest): RootSpanInit {
  const { method, route, headers } = request;
  const known = knownMethods.has(method);
  const kind = known ? method : 'HTTP';
  const parent = firstContext(
    () => contextFromHeaders(headers),
    () => request.context,
  );
  return {
    name: route ? `${kind} ${route}` : kind,
    kind: SpanKind.SERVER,
    attributes: present({
      'faas.trigger': 'http',
      'http.request.method': known ? method : '_OTHER',
      'http.request.method_original': known ? undefined : method,
      'http.route': route,
      'url.path': request.path,
      'url.query': request.query && redactQuery(request.query),
      ...clientAndServer(request),
      ...networkProtocol(request.protocol),
    }),
    ...(parent && { parent }),
  };
}

/** Both ends of a connection, as HTTP requests and WebSocket messages have them. */
export function clientAndServer(
  request: Pick<HttpRequest, 'headers' | 'scheme' | 'host' | 'clientAddress' | 'userAgent'>,
): Attributes {
  const { headers, scheme, host, clientAddress, userAgent } = request;
  const origin = requestOrigin(headers, { scheme, host, clientAddress });
  return {
    'url.scheme': origin.scheme,
    'server.address': origin.serverAddress,
    'server.port': origin.serverPort,
    'client.address': origin.clientAddress,
    'user_agent.original': readHeader(headers, 'user-agent') ?? userAgent,
  };
}

/** Without the attributes that are undefined or empty. */
export function present(attributes: Attributes): Attributes {
  const kept: Attributes = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && value !== '') kept[name] = value;
  }
  return kept;
}

/** The name goes without saying where it is `http`. The conventions write version 2, gateways `HTTP/2.0`. */
function networkProtocol(protocol: string | undefined): Attributes {
  if (protocol === undefined) return {};
  const [spelling = '', version] = protocol.split('/', 2);
  const name = spelling.toLowerCase();
  return {
    'network.protocol.name': name === 'http' ? undefined : name,
    'network.protocol.version': version === '2.0' || version === '3.0' ? version[0] : version,
  };
}
