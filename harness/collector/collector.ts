import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Deadline, millisecondsUntil } from '../../src/support/deadline.ts';
import type { CollectedLog } from '../../src/viewer/otlp/collected-log.ts';
import type { CollectedPoint } from '../../src/viewer/otlp/collected-metric.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { answer, refuseRequest, resetConnection } from './answer.ts';
import { type Behaviour, keepsSpans, statusOf } from './behaviour.ts';
import { type Certificates, createCertificates, tlsOptions } from './certificates.ts';
import { type CollectedRequest, type ReadRequest, readRequest } from './read-request.ts';

/** A real OTLP/HTTP endpoint for all signals on a free local port. It keeps in memory what it gets. */
export interface Collector {
  /** The base that `OTEL_EXPORTER_OTLP_ENDPOINT` wants, without `/v1/traces`. */
  readonly url: string;
  /** The certificates of a collector that speaks TLS. */
  readonly certificates: Certificates | undefined;
  /** The spans it has kept, in order of arrival. */
  spans(): readonly CollectedSpan[];
  /** The log records it has kept, in order of arrival. */
  logs(): readonly CollectedLog[];
  /** The data points of metrics it has kept, in order of arrival. */
  points(): readonly CollectedPoint[];
  /** Every well-formed export, also those whose content it did not keep. */
  requests(): readonly CollectedRequest[];
  /** Waits for that many kept spans or for spans that fit. Rejects at the deadline with what there is. */
  waitForSpans(
    enough: number | ((spans: readonly CollectedSpan[]) => boolean),
    deadline: Deadline,
  ): Promise<readonly CollectedSpan[]>;
  /** Treats the next requests so, one each, and all later ones like the last. None: healthy again. */
  behave(...behaviours: Behaviour[]): void;
  /** Closes the port with all its connections, so that new ones are refused, until `listen`. */
  refuse(): Promise<void>;
  /** Opens the port again, the same one. */
  listen(): Promise<void>;
  /** Ends kept-alive connections that wait for a next request. */
  closeIdleConnections(): void;
  /** Forgets all spans and requests. */
  clear(): void;
  close(): Promise<void>;
}

export interface CollectorOptions {
  /** Speaks TLS with a self-signed certificate, and may demand one from the client. */
  readonly tls?: { readonly requireClientCertificate?: boolean };
}

/** Starts a collector on 127.0.0.1. It holds the process open until `close`. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const state = newState();
  const certificates = options.tls && createCertificates();
  const onRequest = (message: IncomingMessage, response: ServerResponse) => {
    // A client that breaks off is its own affair.
    handle(state, message, response).catch(() => message.socket.destroy());
  };
  const demanding = options.tls?.requireClientCertificate ?? false;
  const server = certificates
    ? createTlsServer(tlsOptions(certificates, demanding), onRequest)
    : createServer(onRequest);
  // Long enough that no connection ends but by the behaviour asked for.
  server.keepAliveTimeout = 600_000;
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `${certificates ? 'https' : 'http'}://127.0.0.1:${port}`,
    certificates,
    spans: () => [...state.spans],
    logs: () => [...state.logs],
    points: () => [...state.points],
    requests: () => [...state.requests],
    waitForSpans: (enough, deadline) => waitForSpans(state, enough, deadline),
    behave: (...behaviours) => {
      state.behaviours = behaviours;
    },
    refuse: () => stop(server),
    listen: () => listen(server, port),
    closeIdleConnections: () => server.closeIdleConnections(),
    clear: () => {
      Object.assign(state, { spans: [], logs: [], points: [], requests: [] });
    },
    close: async () => {
      certificates?.remove();
      await stop(server);
    },
  };
}

interface State {
  spans: CollectedSpan[];
  logs: CollectedLog[];
  points: CollectedPoint[];
  requests: CollectedRequest[];
  behaviours: Behaviour[];
  readonly connections: WeakMap<Socket, { readonly number: number; requests: number }>;
  lastConnection: number;
  /** Called whenever spans arrive. */
  readonly watchers: Set<() => void>;
}

function newState(): State {
  return {
    spans: [],
    logs: [],
    points: [],
    requests: [],
    behaviours: [],
    connections: new WeakMap(),
    lastConnection: 0,
    watchers: new Set(),
  };
}

async function handle(
  state: State,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const connection = connectionOf(state, message.socket);
  connection.requests += 1;
  const current = state.behaviours[0] ?? {};
  if (current.connection === 'stale' && connection.requests > 1) {
    resetConnection(message.socket);
    return;
  }
  if (state.behaviours.length > 1) state.behaviours.shift();

  const result = await readRequest(message, connection.number);
  if (result.status !== 200) {
    refuseRequest(response, result);
    return;
  }
  collect(state, result.request, current);
  await answer(response, result.request.encoding, current);
}

function connectionOf(state: State, socket: Socket) {
  const known = state.connections.get(socket);
  if (known) return known;
  state.lastConnection += 1;
  const connection = { number: state.lastConnection, requests: 0 };
  state.connections.set(socket, connection);
  return connection;
}

function collect(state: State, request: ReadRequest, behaviour: Behaviour): void {
  const rejected = behaviour.partialSuccess?.rejectedSpans ?? 0;
  const kept = keepsSpans(behaviour) && rejected === 0;
  state.requests.push({ ...request, kept, status: statusOf(behaviour) });
  if (!keepsSpans(behaviour)) return;
  const { signal, items } = request.batch;
  const lists = { traces: state.spans, logs: state.logs, metrics: state.points };
  for (const item of items.slice(0, Math.max(0, items.length - rejected)))
    lists[signal].push(item as never);
  for (const check of [...state.watchers]) check();
}

async function waitForSpans(
  state: State,
  enough: number | ((spans: readonly CollectedSpan[]) => boolean),
  deadline: Deadline,
): Promise<readonly CollectedSpan[]> {
  const isEnough = typeof enough === 'number' ? () => state.spans.length >= enough : enough;
  return await new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      state.watchers.delete(check);
    };
    const check = () => {
      if (!isEnough(state.spans)) return;
      stop();
      resolve([...state.spans]);
    };
    const timer = setTimeout(() => {
      stop();
      const names = state.spans.map((span) => span.name).join(', ');
      reject(new Error(`still waiting for spans at the deadline, with ${names || 'none'}`));
    }, millisecondsUntil(deadline));
    state.watchers.add(check);
    check();
  });
}

async function listen(server: Server, port: number): Promise<void> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
