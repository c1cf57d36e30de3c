/** Clients that make their requests wait, in as many ways as there are. */
import { Agent as HttpAgent, get as httpGet, type RequestOptions } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { clientsFolder } from '../../../harness/http-clients/http-clients.ts';

/** Sends a GET and reads the answer. */
export type Send = (url: string) => Promise<unknown>;

/** What the server speaks. */
export type Protocol = 'http' | 'http2' | 'grpc';

export interface Client {
  readonly protocol: Protocol;
  /** Whether context can go along: with HTTP/2 it is too late as a request is announced. */
  readonly carries: boolean;
  /** With at most `connections` of them to a host; undefined for no limit. */
  create(connections: number | undefined): Promise<Send>;
}

const requireProject = createRequire(import.meta.url);
const requireClient = createRequire(`${clientsFolder}/`);

interface Undici {
  readonly Agent: new (options: object) => object;
  readonly RetryAgent?: new (agent: object) => object;
  fetch(url: string, options: object): Promise<Response>;
  request(url: string, options: object): Promise<{ readonly body: { text(): Promise<string> } }>;
}

const loadUndici: Record<string, () => Undici> = {
  'undici 5': () => requireClient('undici5'),
  'undici 6': () => requireClient('undici6'),
  'undici 7': () => requireClient('undici7'),
  'undici 8': () => requireProject('undici'),
};

export const clients: Readonly<Record<string, Client>> = {
  ...Object.fromEntries(
    Object.entries(loadUndici).flatMap(([name, load]) => [
      [`${name}: fetch`, http(fetchOf(load))],
      [`${name}: request`, http(requestOf(load, agentOf))],
    ]),
  ),
  'undici 6: request through RetryAgent': http(requestOf(loadUndici['undici 6'], retryAgentOf)),
  'undici 7: request through RetryAgent': http(requestOf(loadUndici['undici 7'], retryAgentOf)),
  'global fetch, no dispatcher': http(async () => async (url) => (await fetch(url)).text()),
  'global fetch, a dispatcher of undici 6': http(globalFetchBy('undici 6')),
  'global fetch, a dispatcher of undici 7': http(globalFetchBy('undici 7')),
  'global fetch, a global dispatcher with a limit': http(async (connections) => {
    // As its own class of `Agent` is not to be had otherwise.
    await (await fetch('data:,')).text();
    const key = Symbol.for('undici.globalDispatcher.1');
    const registry = globalThis as unknown as Record<symbol, object>;
    const Own = registry[key]?.constructor as Undici['Agent'];
    const dispatcher = new Own({ connections });
    return async (url) => (await fetch(url, { dispatcher } as RequestInit)).text();
  }),
  ky: http(async (connections) => {
    const { default: ky } = await import('ky');
    const { Agent } = requireClient('undici6') as Undici;
    const dispatcher = new Agent({ connections });
    return (url) => ky(url, { retry: 0, timeout: false, dispatcher } as object).text();
  }),
  'node:http': http(async (connections) => {
    const agent = agentWith(connections);
    return (url) => get(url, { agent });
  }),
  axios: http(async (connections) => {
    const { default: axios } = await import('axios');
    const httpAgent = agentWith(connections);
    return (url) => axios.get(url, { httpAgent });
  }),
  got: http(async (connections) => {
    const { default: got } = await import('got');
    const agent = { http: agentWith(connections) };
    return (url) => got(url, { agent, retry: { limit: 0 } }).text();
  }),
  'node-fetch': http(async (connections) => {
    const { default: nodeFetch } = await import('node-fetch');
    const agent = agentWith(connections);
    return async (url) => (await nodeFetch(url, { agent })).text();
  }),
  "the AWS SDK's NodeHttpHandler": http(async (connections) => {
    const { NodeHttpHandler } = requireProject('@smithy/node-http-handler');
    return sendBy(
      new NodeHttpHandler({
        httpAgent: agentWith(connections),
        socketAcquisitionWarningTimeout: 60_000,
      }),
    );
  }),
  "the AWS SDK's UndiciHttpHandler": http(async (connections) => {
    const { UndiciHttpHandler } = requireClient('@smithy/undici-http-handler');
    const { Agent } = requireClient('undici') as Undici;
    return sendBy(new UndiciHttpHandler({ dispatcher: new Agent({ connections }) }));
  }),
  "the AWS SDK's NodeHttp2Handler": http2(async (connections) => {
    const { NodeHttp2Handler } = requireProject('@smithy/node-http-handler');
    return sendBy(new NodeHttp2Handler({ maxConcurrentStreams: connections && 50 * connections }));
  }),
  'node:http2': http2(async () => {
    let session: ClientHttp2Session | undefined;
    return (url) => {
      const { origin, pathname, search } = new URL(url);
      session ??= connect(origin);
      return text(session.request({ ':path': pathname + search }));
    };
  }),
  'grpc-js': {
    protocol: 'grpc',
    carries: false,
    async create() {
      const { Client: GrpcClient, credentials } = requireClient('@grpc/grpc-js');
      let client: { makeUnaryRequest(...args: unknown[]): void } | undefined;
      const asIs = (value: unknown) => value;
      return (url) =>
        new Promise((resolve, reject) => {
          const { host, pathname } = new URL(url);
          client ??= new GrpcClient(host, credentials.createInsecure());
          client?.makeUnaryRequest(
            `${pathname}/Call`,
            asIs,
            asIs,
            Buffer.from('x'),
            (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer)),
          );
        });
    },
  },
};

function http(create: Client['create']): Client {
  return { protocol: 'http', carries: true, create };
}

function http2(create: Client['create']): Client {
  return { protocol: 'http2', carries: false, create };
}

function agentOf({ Agent }: Undici, connections: number | undefined): object {
  return new Agent({ connections: connections ?? null });
}

function retryAgentOf(undici: Undici, connections: number | undefined): object {
  const { RetryAgent } = undici;
  if (!RetryAgent) throw new Error('This undici has no RetryAgent.');
  return new RetryAgent(agentOf(undici, connections));
}

function fetchOf(load: () => Undici): Client['create'] {
  return async (connections) => {
    const undici = load();
    const dispatcher = agentOf(undici, connections);
    return async (url) => (await undici.fetch(url, { dispatcher })).text();
  };
}

function requestOf(load: (() => Undici) | undefined, agent: typeof agentOf): Client['create'] {
  return async (connections) => {
    const undici = (load as () => Undici)();
    const dispatcher = agent(undici, connections);
    return async (url) => (await undici.request(url, { dispatcher })).body.text();
  };
}

function globalFetchBy(name: string): Client['create'] {
  return async (connections) => {
    const dispatcher = agentOf((loadUndici[name] as () => Undici)(), connections);
    return async (url) => (await fetch(url, { dispatcher } as RequestInit)).text();
  };
}

function agentWith(connections: number | undefined): HttpAgent {
  return new HttpAgent({ keepAlive: true, maxSockets: connections ?? Number.POSITIVE_INFINITY });
}

function get(url: string, options: RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    httpGet(url, options, (response) => resolve(text(response))).on('error', reject);
  });
}

interface AwsHandler {
  handle(request: unknown): Promise<{ response: { body: NodeJS.ReadableStream } }>;
}

/** What a client of the SDK does with its handler. */
function sendBy(handler: AwsHandler): Send {
  return async (url) => {
    const { protocol, hostname, port, pathname, searchParams } = new URL(url);
    const { response } = await handler.handle({
      protocol,
      hostname,
      port: Number(port),
      method: 'GET',
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: {},
    });
    return await text(response.body);
  };
}
