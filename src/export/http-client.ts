import type { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { readProxy } from '../config/proxy-server.ts';
import type { HttpAgent } from '../config/sdk-interfaces.ts';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';
import { agentClient } from './agent-client.ts';
import { type Connect, type Connection, connector } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { headWriter } from './http-head.ts';
import { type ReadResponse, readResponse } from './http-response.ts';
import { idleConnections } from './idle-connections.ts';
import { type OpenSocket, openSocket as openNow } from './open-socket.ts';

export interface HttpClientOptions {
  /** Certificates and keys, where they aren't those of Node.js. Asked for at the first request. */
  readonly tls?: () => SecureContextOptions;
  /** A user's own, for Node.js's own client. */
  readonly agent?: HttpAgent | undefined;
  readonly openSocket?: OpenSocket | undefined;
  /** Whether the environment's proxy counts. Default `true`. */
  readonly usesProxy?: boolean;
  /** Whether a request under way holds the process open. Default `true`. */
  readonly holdsProcess?: boolean;
}

/**
 * An HTTP/1.1 client for one URL, over kept-alive connections. Of what Node.js's own can it does what we need, so that a
 * cold start need not compile that, and that what tracers and mocking libraries put in its place never sees a request.
 */
export function httpClient(url: URL, options: HttpClientOptions = {}): Exchange {
  const { tls = () => ({}), agent, openSocket = openNow } = options;
  if (agent) return agentClient(url, agent, tls);
  const { usesProxy = true, holdsProcess = true } = options;
  const idle = idleConnections();
  const setUp = once(() => {
    const proxy = usesProxy ? guard('reading the proxy', () => readProxy(url)) : undefined;
    return {
      connect: connector({ url, tls: tls(), proxy, openSocket }),
      writeHead: headWriter(url, proxy),
    };
  });

  async function attempt(bytes: Uint8Array, deadline: Deadline, kept?: Connection) {
    const connect: Connect = kept ? async () => kept : setUp().connect;
    const { connection, exchanged } = await exchangeOver(connect, bytes, deadline, holdsProcess);
    if (connection && exchanged.status === 'answered') idle.keep(connection, exchanged.response);
    return exchanged;
  }

  return async (message, deadline) => {
    const { body = '' } = message;
    const head = setUp().writeHead(message);
    const bytes = Buffer.concat([head, typeof body === 'string' ? Buffer.from(body) : body]);
    const kept = idle.take();
    const first = await attempt(bytes, deadline, kept);
    if (!kept || first.status === 'answered' || millisecondsUntil(deadline) === 0) return first;
    // The other end may have closed a kept-alive connection just as we used it: that says nothing about it.
    idle.close();
    return attempt(bytes, deadline);
  };
}

interface ExchangedOver {
  /** Destroyed, unless it was answered over. */
  readonly connection?: Connection;
  readonly exchanged:
    | { readonly status: 'answered'; readonly response: ReadResponse }
    | { readonly status: 'unanswered'; readonly cause: Error };
}

async function exchangeOver(
  connect: Connect,
  bytes: Uint8Array,
  deadline: Deadline,
  holdsProcess: boolean,
): Promise<ExchangedOver> {
  const sockets: Socket[] = [];
  let isOver = false;
  const giveUp = (error?: Error) => {
    for (const socket of sockets.toReversed()) socket.destroy(error);
  };
  // Covers all of it: looking up the name, connecting, and an answer that trickles.
  const timer = setTimeout(() => {
    // After a freeze the time is up before Node.js has read an answer that is there: let it read once.
    setImmediate(() => {
      if (!isOver) giveUp(new Error('no answer in time'));
    });
  }, millisecondsUntil(deadline)).unref?.();
  try {
    const connection = await connect((socket) => {
      sockets.push(socket);
      if (!holdsProcess) socket.unref();
    });
    const { socket, incoming } = connection;
    if (!sockets.includes(socket)) sockets.push(socket);
    if (holdsProcess) socket.ref();
    socket.write(bytes);
    const response = await readResponse(incoming);
    return { connection, exchanged: { status: 'answered', response } };
  } catch (cause) {
    giveUp();
    return { exchanged: { status: 'unanswered', cause: cause as Error } };
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
