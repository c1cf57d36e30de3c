import { rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import type { Tracer } from '@opentelemetry/api';
import type { DetectedResourceAttributes } from '@opentelemetry/resources';
import type { RuntimeClient, RuntimeClients } from '../aws/runtime-client.ts';
import type { Config } from '../config/config.ts';
import type { CustomParts } from '../config/found-config.ts';
import type { HttpClientOptions } from '../export/http-client.ts';
import { settledBy } from '../support/deadline.ts';

/** What a process is traced by. */
interface Parts {
  readonly config: Config;
  readonly parts: CustomParts;
  readonly platform: DetectedResourceAttributes;
  readonly clients: RuntimeClients;
  readonly journalFolder: string | undefined;
}

type Handler = (...args: unknown[]) => unknown;

/** Traces a handler. `close` gives up what is held for that. */
export type TraceApart = (
  by: Parts & { readonly http: HttpClientOptions },
  handlerOf: (tracer: Tracer) => Handler,
) => { readonly handler: Handler; close(): void };

/**
 * Has all that a first invocation and its flush need compiled and run once, as the last thing of an initialisation that no
 * caller waits for: one request is traced by `trace`, which shares nothing with the process's own tracing, and sent to a
 * server in this process. Only then, or when a flush would be given up, does the runtime's `client` ask for its first event.
 * No socket and no file is left.
 */
export function warmUp(client: RuntimeClient, own: Parts, trace: TraceApart): void {
  if (own.config.exporter !== 'otlp') return;
  const { next: askNext } = client;
  let done: Promise<void> | undefined;
  client.next = function next(this: unknown) {
    done ??= settledBy(rehearse(own, trace), Date.now() + own.config.flushTimeout);
    return done.then(() => askNext.call(this));
  } as RuntimeClient['next'];
}

async function rehearse(
  { config, parts, platform, clients, journalFolder }: Parts,
  trace: TraceApart,
) {
  const server = await startServer();
  const client: RuntimeClient = {
    next: async () => undefined,
    done: () => undefined,
    error: () => undefined,
  };
  const folder = journalFolder && `${journalFolder}-${server.port}`;
  const stage = {
    config: sendingTo(`http://127.0.0.1:${server.port}/v1/traces`, config),
    parts: noParts,
    platform,
    clients: { ...clients, native: client, window: clients.window && client },
    journalFolder: folder,
    http: { usesProxy: false },
  };
  const { handler, close } = trace(stage, (tracer) => async () => {
    tracer.startSpan('child').end();
    return { statusCode: 200 };
  });
  await client.next();
  // A propagator of the user's is not shown what nobody has sent.
  const answer = await call(handler, request(!parts.propagator));
  client.done(requestId, JSON.stringify(answer));
  await client.next();
  await server.answered;
  close();
  await server.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
  // Reads the certificates that Node.js knows.
  if (config.otlp.url.startsWith('https:'))
    process.getBuiltinModule('node:tls').createSecureContext();
}

const noParts: CustomParts = {
  sampler: undefined,
  propagator: undefined,
  extractContext: undefined,
  idGenerator: undefined,
  spanProcessors: [],
  relayClient: undefined,
  agent: undefined,
};

/** What is sent as to any endpoint, and needs nobody's permission. */
function sendingTo(url: string, config: Config): Config {
  const otlp: Config['otlp'] = {
    ...config.otlp,
    url,
    auth: 'none',
    certificate: undefined,
    clientKey: undefined,
    clientCertificate: undefined,
  };
  return { ...config, otlp, relay: undefined, sampler: 'always_on' };
}

const requestId = '00000000-0000-4000-8000-000000000000';

const invocation = {
  awsRequestId: requestId,
  functionName: 'warm-up',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:warm-up',
  getRemainingTimeInMillis: () => 10_000,
};

/** A request of an HTTP API. */
function request(hasHeaders: boolean) {
  const headers = {
    host: 'localhost',
    'x-forwarded-for': '127.0.0.1',
    traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
  };
  return {
    version: '2.0',
    routeKey: 'GET /{path}',
    rawPath: '/path',
    rawQueryString: '',
    ...(hasHeaders && { headers }),
    requestContext: {
      domainName: 'localhost',
      http: { method: 'GET', path: '/path', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      timeEpoch: Date.now(),
    },
    isBase64Encoded: false,
  };
}

/** As the runtime of this version of Node.js does. */
function call(handler: Handler, event: unknown): unknown {
  if (process.version >= 'v24') return handler(event, invocation);
  return new Promise((resolve, reject) => {
    const done = (error: unknown, value: unknown) => (error ? reject(error) : resolve(value));
    const context = { ...invocation, succeed: resolve, fail: reject, done };
    const result = handler(event, context, done);
    if (result instanceof Promise) result.then(resolve, reject);
  });
}

interface WarmUpServer {
  readonly port: number;
  /** Settles once there has been a request. */
  readonly answered: Promise<void>;
  /** Settles once no connection is left. */
  close(): Promise<void>;
}

async function startServer(): Promise<WarmUpServer> {
  let noteAnswer = () => {};
  const answered = new Promise<void>((resolve) => {
    noteAnswer = resolve;
  });
  const server: Server = process.getBuiltinModule('node:net').createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', noteAnswer);
      socket.resume();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    answered,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
