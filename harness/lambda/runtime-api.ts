import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Extensions, refusals as extensionRefusals } from './extensions.ts';

/** The answer to `next`: an event and the headers that come with it. */
export type AnswerNext = (headers: Record<string, string>, event: string) => void;

/** What the runtime posted for one invocation. Times are `performance.now()`. */
export interface Posting {
  readonly kind: 'response' | 'error';
  readonly requestId: string;
  readonly mode: 'buffered' | 'streaming';
  readonly contentType: string | undefined;
  readonly payload: string;
  readonly trailers: Readonly<Record<string, string>>;
  readonly firstByteAt: number;
  readonly endedAt: number;
  /** False when the connection broke before the end of the body. */
  readonly complete: boolean;
}

/** The platform behind the Runtime API. */
export interface RuntimeApiListener {
  onNext(answer: AnswerNext): void;
  /** A posting whose body is still arriving; it settles when the body ends or the connection breaks. */
  onPostingBegun(posting: Promise<Posting>): void;
  /** Whether the posting is accepted; otherwise, the error type to refuse it with. */
  onPosting(posting: Posting): 'accepted' | keyof typeof refusals;
  onInitError(payload: string): void;
  onRegister: Extensions['register'];
  /** Whether there is such an extension. */
  onExtensionNext(id: string): boolean;
}

/** The error types that a posting is refused with, and their statuses. */
const refusals = {
  InvalidRequestID: 400,
  InvalidStateTransition: 403,
  RequestEntityTooLarge: 413,
} as const;

export interface RuntimeApi {
  /** `host:port`, as `AWS_LAMBDA_RUNTIME_API` has it. */
  readonly address: string;
  close(): Promise<void>;
}

const version = '/2018-06-01/runtime';
const extensionPath = '/2020-01-01/extension/';
const invocationPath = new RegExp(`^${version}/invocation/([^/]+)/(response|error)$`);

/** Serves Lambda's Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) on a free port. */
export async function startRuntimeApi(listener: RuntimeApiListener): Promise<RuntimeApi> {
  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    void route(listener, request, response);
  });
  // A frozen runtime keeps its connections, however long it sleeps.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function route(
  listener: RuntimeApiListener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '';
  if (path === `${version}/invocation/next`) return listener.onNext(nextAnswerer(response));
  if (path === `${version}/init/error`) {
    listener.onInitError(Buffer.concat((await readBody(request)).chunks).toString());
    return accept(response);
  }
  if (path.startsWith(extensionPath))
    return routeExtension(listener, path.slice(extensionPath.length), request, response);
  const [, requestId, kind] = invocationPath.exec(path) ?? [];
  if (requestId === undefined) return refuse(response, 404, 'NotFound');
  const reading = readPosting(request, decodeURIComponent(requestId), kind as Posting['kind']);
  listener.onPostingBegun(reading);
  const verdict = listener.onPosting(await reading);
  if (verdict === 'accepted') return accept(response);
  return refuse(response, refusals[verdict], verdict);
}

/** docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
async function routeExtension(
  listener: RuntimeApiListener,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const header = (name: string) => String(request.headers[name] ?? '');
  if (path === 'register') {
    const body = Buffer.concat((await readBody(request)).chunks).toString();
    const registered = listener.onRegister(header('lambda-extension-name'), body);
    if (typeof registered === 'string')
      return refuse(response, extensionRefusals[registered], registered);
    response.setHeader('Lambda-Extension-Identifier', registered.id);
    return respond(response, 200, {});
  }
  if (path !== 'event/next') return refuse(response, 404, 'NotFound');
  if (listener.onExtensionNext(header('lambda-extension-identifier'))) return undefined;
  return refuse(response, 403, 'Extension.UnknownExtensionIdentifier');
}

function nextAnswerer(response: ServerResponse): AnswerNext {
  return (headers, event) => {
    const body = Buffer.from(event);
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': body.byteLength,
      ...headers,
    });
    response.end(body);
  };
}

async function readPosting(
  request: IncomingMessage,
  requestId: string,
  kind: Posting['kind'],
): Promise<Posting> {
  const { chunks, firstByteAt, endedAt } = await readBody(request);
  const { headers, trailers, complete } = request;
  return {
    kind,
    requestId,
    mode:
      headers['lambda-runtime-function-response-mode'] === 'streaming' ? 'streaming' : 'buffered',
    contentType: headers['content-type'],
    payload: Buffer.concat(chunks).toString(),
    trailers: trailers as Record<string, string>,
    firstByteAt: firstByteAt ?? endedAt,
    endedAt,
    complete,
  };
}

interface Body {
  readonly chunks: Buffer[];
  readonly firstByteAt: number | undefined;
  readonly endedAt: number;
}

function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let firstByteAt: number | undefined;
    const done = () => resolve({ chunks, firstByteAt, endedAt: performance.now() });
    request.on('data', (chunk: Buffer) => {
      firstByteAt ??= performance.now();
      chunks.push(chunk);
    });
    request.on('end', done).on('close', done).on('error', done);
  });
}

function accept(response: ServerResponse): void {
  respond(response, 202, { status: 'OK' });
}

function refuse(response: ServerResponse, status: number, errorType: string): void {
  respond(response, status, { errorType, errorMessage: errorType });
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
