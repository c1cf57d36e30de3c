import { errorMonitor } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { once } from '../support/once.ts';
import type { ClientSpan, StartClientSpan } from './client-span.ts';
import { timeoutError } from './given-up.ts';
import { readHeaderText } from './header-text.ts';
import type { IncomingResponse, OutgoingRequest } from './http-options.ts';
import { listen } from './listen.ts';
import { type RequestUrls, requestUrls } from './request-url.ts';
import type { Listeners } from './subscribe.ts';

/** What Node.js keeps on a request beside its documented surface. */
interface RequestInternals {
  readonly res?: (IncomingMessage & { readonly upgrade?: boolean | null }) | null;
  readonly socketPath?: string;
  /** The head of the message, once it has been written. */
  readonly _header?: string | null;
}

interface HttpMessage {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** Traces `node:http` and `node:https`. */
export function httpClientListeners(start: StartClientSpan): Listeners<HttpMessage> {
  const spans = new WeakMap<ClientRequest, ClientSpan>();
  return {
    'http.client.request.created': ({ request }) => {
      // A tunnel is part of the connection, and its proxy none of those who are called.
      if (request.method === 'CONNECT') return;
      const span = start(outgoing(request));
      if (!span) return;
      spans.set(request, span);
      span.captured?.sends(() => headersOf(request));
      span.captured?.watchWrites(request, 'write', 'end');
      const timedOut = watchTimeout(request);
      listen(request, errorMonitor, (error) => endBy(error, span, request, timedOut()));
      listen(request, 'close', () => {
        const { res: response } = request as RequestInternals;
        // An upgrade is announced on no channel.
        if (response?.upgrade) responded(span, request, response);
        span.end(cutOff(request, response));
      });
    },
    'http.client.response.finish': ({ request, response }) => {
      const span = spans.get(request);
      if (!span) return;
      responded(span, request, response);
      span.captured?.responds(response.rawHeaders);
      span.captured?.watchReads(response, 'push');
    },
  };
}

function endBy(error: unknown, span: ClientSpan, request: ClientRequest, timedOut: boolean): void {
  if (isHangUp(error) && request.destroyed)
    span.end(timedOut ? timeoutError('the request timed out') : undefined);
  // Without a socket it was the agent, say a proxy's.
  else if (timedOut || !request.socket) span.failed(error);
  else span.end(error);
}

/** Tells whether a listener of `timeout` destroyed the request, as is the custom. */
function watchTimeout(request: ClientRequest): () => boolean {
  let timedOut = false;
  listen(request, 'timeout', () => {
    timedOut = true;
    queueMicrotask(() => {
      timedOut = request.destroyed;
    });
  });
  return () => timedOut;
}

/** What Node.js says where no answer came and nobody has given an error: the server hung up, or the caller did. */
function isHangUp(error: unknown): boolean {
  return (error as Error).message === 'socket hang up';
}

function outgoing(request: ClientRequest): OutgoingRequest {
  const { socketPath } = request as RequestInternals;
  // Of a request that is told by its headers to be a call of the AWS SDK, nobody asks for them.
  const urls = once(() => urlsOf(request, header('host')));
  return {
    method: request.method,
    get url() {
      return urls().url;
    },
    get address() {
      return urls().address;
    },
    get portUnknown() {
      return urls().portUnknown;
    },
    socketPath,
    header,
    setHeader(name, value) {
      // Headers that came as an array, or with `Expect: 100-continue`, are on their way already.
      if (request.headersSent) return false;
      request.setHeader(name, value);
      return true;
    },
  };

  function header(name: string): string | undefined {
    const { _header: head } = request as RequestInternals;
    return head ? readHeaderText(head, name) : request.getHeader(name)?.toString();
  }
}

/** As they were written, or are to be. */
function headersOf(request: ClientRequest): unknown {
  return (request as RequestInternals)._header ?? request.getHeaders();
}

/** The port is nowhere on a request but in the field `Host`, as Node.js writes it unless the caller does. */
function urlsOf({ protocol, host, path }: ClientRequest, field: string | undefined): RequestUrls {
  const origin = `${protocol}//${bracketed(host)}`;
  const [, name, port = ''] = /^(.*?)(:\d+)?$/.exec(field ?? '') ?? [];
  if (!name || name.toLowerCase() === bracketed(host).toLowerCase())
    return requestUrls(origin + port, path);
  return { ...requestUrls(origin, path, field), portUnknown: true };
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function responded(span: ClientSpan, request: ClientRequest, response: IncomingMessage): void {
  span.connected(request.socket ?? {}, response.httpVersion);
  span.responded(incoming(response));
}

function incoming({ statusCode, headers }: IncomingMessage): IncomingResponse {
  return { status: statusCode ?? 0, header: (name) => headers[name.toLowerCase()]?.toString() };
}

/** The error of a response that the server, or the network, broke off; a caller may do so. */
export function cutOff(
  { socket }: ClientRequest,
  response: IncomingMessage | null | undefined,
): Error | undefined {
  const byCaller = !socket?.readableEnded && !socket?.errored;
  if (!response || response.complete || byCaller) return undefined;
  return response.errored ?? undefined;
}
