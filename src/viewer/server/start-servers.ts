import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiParts, handleApi } from './api-handler.ts';
import { handleOtlp, refuseForeign } from './otlp-handler.ts';
import { securityHeaders, servePage } from './page-handler.ts';
import { answerSampling, type SamplingStrategies } from './sampling.ts';

/** Where to listen. */
export interface ServerOptions {
  /** 127.0.0.1 unless told. */
  readonly host: string;
  /** Of OTLP; 0 for any free one. */
  readonly port: number;
  /** Of the page; none where there is none. */
  readonly uiPort?: number;
  /** The folder with the page's files, with a slash at its end. */
  readonly pageFolder: URL;
}

/** What the servers work on. */
export interface ServerParts extends ApiParts {
  /** None where sampling isn't answered. */
  readonly strategies?: SamplingStrategies | undefined;
}

/** Servers that listen. */
export interface ViewerServers {
  /** As `OTEL_EXPORTER_OTLP_ENDPOINT` wants it. */
  readonly endpoint: string;
  readonly pageUrl: string | undefined;
  close(): Promise<void>;
}

/** Starts a receiver of OTLP and the page that shows what it got. Rejects where a port is taken. */
export async function startServers(
  parts: ServerParts,
  { host, port, uiPort, pageFolder }: ServerOptions,
): Promise<ViewerServers> {
  const receive: Handler = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const sampling = parts.strategies && answerSampling(url, parts.strategies);
    if (!sampling) return handleOtlp(request, response, parts.take);
    response.writeHead(sampling.status, { 'content-type': 'application/json' });
    return void response.end(sampling.body);
  };
  const show: Handler = (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (!path.startsWith('/api/')) return servePage(path, response, pageFolder);
    return handleApi(request, response, parts);
  };
  const otlp = await listen(host, port, guarded(host, receive));
  const page =
    uiPort === undefined
      ? undefined
      : await listen(host, uiPort, guarded(host, show)).catch(async (error: unknown) => {
          await stop(otlp);
          throw error;
        });
  return {
    endpoint: urlOf(otlp, host),
    pageUrl: page && urlOf(page, host),
    close: async () => {
      await stop(otlp);
      if (page) await stop(page);
    },
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

function guarded(host: string, handle: Handler): RequestListener {
  return (request, response) => {
    if (refuseForeign(request, response, host)) return;
    // What is left to go wrong is a client that breaks off: its own affair.
    Promise.resolve()
      .then(() => handle(request, response))
      .catch(() => response.destroy());
  };
}

async function listen(host: string, port: number, handle: RequestListener): Promise<Server> {
  const server = createServer(handle);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
