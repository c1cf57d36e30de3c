import type { TLSSocket } from 'node:tls';
import { context } from '@opentelemetry/api';
import { guard } from '../support/guard.ts';
import type { ClientSpan, StartClientSpan } from './client-span.ts';
import { readHeaderText, replaceHeaderText } from './header-text.ts';
import type { OutgoingRequest } from './http-options.ts';
import { requestUrls } from './request-url.ts';
import type { Listeners } from './subscribe.ts';
import type { UndiciCallers } from './undici-callers.ts';

/** A request of undici 5 to 8, of which Node.js has one built in. */
interface UndiciRequest {
  readonly origin?: string | URL;
  readonly method: string;
  readonly path: string;
  /** The field `Host`, if the caller has set it. */
  readonly host?: string | null;
  /** Names and values in turn; one text in undici 5. */
  headers: unknown[] | string;
  addHeader(name: string, value: string): unknown;
  /** What undici calls with the answer to an upgrade, the status first; the name is the release's. */
  onUpgrade?: OnUpgrade;
  onRequestUpgrade?: OnUpgrade;
  onUpgradeResponse?: OnUpgrade;
}
type OnUpgrade = (
  this: UndiciRequest,
  ...args: [status: number | null, ...rest: unknown[]]
) => unknown;

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number; readonly headers: unknown };
  readonly socket: TLSSocket;
  readonly error: unknown;
}

/** Traces the global `fetch` and undici from npm. */
export function undiciListeners(
  start: StartClientSpan,
  callers: UndiciCallers,
): Listeners<UndiciMessage> {
  const spans = new WeakMap<UndiciRequest, ClientSpan>();
  return {
    'undici:request:create': ({ request }) => {
      const caller = callers.callerOf(request);
      // A tunnel is part of the connection, and its proxy none of those who are called.
      if (!caller || request.method === 'CONNECT') return;
      const span = context.with(caller, () => start(outgoing(request)));
      if (!span) return;
      spans.set(request, span);
      for (const name of upgrades) watchUpgrade(request, name, span);
      span.captured?.sends(() => request.headers);
      span.captured?.watchWrites(request, 'onBodySent');
      span.captured?.watchReads(request, 'onData', 'onResponseData');
    },
    'undici:client:sendHeaders': ({ request, socket }) => {
      callers.freed(request);
      callers.connected(socket);
      spans.get(request)?.connected(socket, socket.alpnProtocol === 'h2' ? '2' : '1.1');
    },
    'undici:request:headers': ({ request, response: { statusCode, headers } }) => {
      const span = spans.get(request);
      span?.responded({ status: statusCode, header: (name) => readField(headers, name) });
      span?.captured?.responds(headers);
    },
    'undici:request:trailers': ({ request }) => spans.get(request)?.end(),
    'undici:request:error': ({ request, error }) => {
      callers.freed(request);
      spans.get(request)?.end(error);
    },
  };
}

const upgrades = ['onUpgrade', 'onRequestUpgrade', 'onUpgradeResponse'] as const;

/** An upgrade, such as that of a WebSocket, is announced on no channel. The call ends with it, not what comes after. */
function watchUpgrade(
  request: UndiciRequest,
  name: (typeof upgrades)[number],
  span: ClientSpan,
): void {
  const original = request[name];
  if (!original) return;
  request[name] = function (status, ...rest) {
    guard('ending the span of an upgrade', () => {
      if (status) span.responded({ status, header: () => undefined });
      span.end();
    });
    return original.call(this, status, ...rest);
  };
}

function outgoing(request: UndiciRequest): OutgoingRequest {
  return {
    method: request.method,
    ...requestUrls(new URL(String(request.origin)).origin, request.path, request.host ?? undefined),
    header: (name) => readField(request.headers, name),
    setHeader(name, value) {
      const { headers } = request;
      const index = Array.isArray(headers) ? indexOfField(headers, name) : -1;
      if (index >= 0) (headers as unknown[])[index + 1] = value;
      else if (typeof headers === 'string' && readHeaderText(headers, name) !== undefined)
        request.headers = replaceHeaderText(headers, name, value);
      else request.addHeader(name, value);
      return true;
    },
  };
}

function readField(headers: unknown, name: string): string | undefined {
  if (typeof headers === 'string') return readHeaderText(headers, name);
  if (!Array.isArray(headers)) return undefined;
  const index = indexOfField(headers, name);
  return index < 0 ? undefined : String(headers[index + 1]);
}

function indexOfField(headers: unknown[], name: string): number {
  const wanted = name.toLowerCase();
  return headers.findIndex((field, index) => index % 2 === 0 && isSpelling(String(field), wanted));
}

/** Lengths first: most names differ there, and none of those is lower-cased. */
function isSpelling(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}
