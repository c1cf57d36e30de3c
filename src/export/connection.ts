import type { Socket } from 'node:net';
import type { ConnectionOptions, SecureContextOptions } from 'node:tls';
import type { ProxyServer } from '../config/proxy-server.ts';
import { readHead } from './http-response.ts';
import { type Incoming, incomingOf } from './incoming.ts';
import type { OpenSocket } from './open-socket.ts';

/** A connection to an HTTP server. */
export interface Connection {
  readonly socket: Socket;
  readonly incoming: Incoming;
}

/** A server, and how it is reached. */
export interface Server {
  readonly url: URL;
  /** Certificates and keys, where they aren't those of Node.js. */
  readonly tls: SecureContextOptions;
  readonly proxy: ProxyServer | undefined;
  readonly openSocket: OpenSocket;
}

/** Begins a connection. `onSocket` is given each socket of it as it is made. Rejects where a proxy lets nobody through. */
export type Connect = (onSocket: (socket: Socket) => void) => Promise<Connection>;

/** What is written to a connection before it is there goes out then. Throws where certificate or key is none. */
export function connector({ url, tls, proxy, openSocket }: Server): Connect {
  const isSecure = url.protocol === 'https:';
  const trust = isSecure
    ? process.getBuiltinModule('node:tls').createSecureContext(tls)
    : undefined;
  let session: Buffer | undefined;

  function secureServer(plain: Socket): Socket {
    const socket = secure(plain, url, { secureContext: trust, session });
    socket.on('session', (latest: Buffer) => {
      session = latest;
    });
    socket.on('error', () => {
      session = undefined;
    });
    return socket;
  }

  return async (onSocket) => {
    const made = (socket: Socket): Socket => {
      // For errors that come when nobody reads.
      socket.on('error', () => undefined);
      onSocket(socket);
      return socket;
    };
    let socket = made(openSocket(addressOf(proxy?.url ?? url)));
    if (proxy?.url.protocol === 'https:') socket = made(secure(socket, proxy.url, {}));
    if (isSecure) {
      if (proxy) await openTunnel(socket, url, proxy);
      socket = made(secureServer(socket));
    }
    return { socket, incoming: incomingOf(socket) };
  };
}

/** Loads TLS and reads certificates only here: it would lengthen a cold start by milliseconds. */
function secure(
  plain: Socket,
  url: URL,
  options: Pick<ConnectionOptions, 'secureContext' | 'session'>,
): Socket {
  const { host } = addressOf(url);
  const isAddress = process.getBuiltinModule('node:net').isIP(host) > 0;
  const socket = process.getBuiltinModule('node:tls').connect({
    ...options,
    socket: plain,
    host,
    servername: isAddress ? '' : host,
    ALPNProtocols: ['http/1.1'],
  });
  plain.on('error', (error) => socket.destroy(error));
  return socket;
}

/** RFC 9110, section 9.3.6. */
async function openTunnel(socket: Socket, url: URL, { authorization }: ProxyServer): Promise<void> {
  const { host, port } = addressOf(url);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (authorization) lines.push(`Proxy-Authorization: ${authorization}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const incoming = incomingOf(socket);
  const { code } = await readHead(incoming);
  incoming.detach();
  if (code < 200 || code > 299) throw new ProxyError(`the proxy answered ${code}`);
}

/** A proxy that lets nobody through. */
class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

function addressOf({ hostname, port, protocol }: URL) {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
  };
}
