import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** A request that an endpoint got. */
export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly socket: Socket;
}

/** What an endpoint does with one request, once it is read. */
export type Answer = (response: ServerResponse, request: Received) => void;

export const ok: Answer = (response) => response.end();

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();

export const reset: Answer = (_, { socket }) => socket.resetAndDestroy();

export const never: Answer = () => undefined;

/** An HTTP server that gives its answers in turn, the last one from then on. */
export async function startEndpoint(...answers: readonly Answer[]) {
  const received: Received[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers, socket } = request;
    const arrived = { method, url, headers, socket, body: Buffer.concat(chunks) };
    const answer = answers[Math.min(received.push(arrived), answers.length) - 1] ?? ok;
    answer(response, arrived);
  });
  const connections = countConnections(server);
  const origin = `http://${await listen(server)}`;
  return { url: `${origin}/v1/traces`, origin, received, connections };
}

/** Listens on a free port of the loopback until the test is over. Gives the host and the port. */
export async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port of the loopback that nobody listens on. */
export async function deadPort(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

/** A deadline that no test should come near. */
export const inAMinute = (): number => Date.now() + 60_000;

/** A deadline that is too near for a second try, and never comes: until the test is over, time passes only where that says so. */
export function nearDeadline(): number {
  if (!vi.isFakeTimers()) {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  }
  return Date.now() + 20;
}

function countConnections(server: Server): () => number {
  let count = 0;
  server.on('connection', () => {
    count += 1;
  });
  return () => count;
}
