import type { Connection } from './connection.ts';
import type { ReadResponse } from './http-response.ts';

/** Connections to one server that wait for another request. They don't hold the process open. */
export interface IdleConnections {
  /** The one that was used last, if one can be trusted. */
  take(): Connection | undefined;
  /** Keeps a connection after a whole response, unless it can take no other request. */
  keep(connection: Connection, response: ReadResponse): void;
  close(): void;
}

/** A connection that has been idle for longer may have died while the sandbox was frozen, with nobody to tell. */
const longestIdleMs = 30_000;
/** A server that tells how long it keeps a connection counts from before we know. */
const leewayMs = 1_000;

export function idleConnections(): IdleConnections {
  /** With the time from which they aren't trusted, in epoch milliseconds. */
  const idle = new Map<Connection, number>();
  const forgetClosed = () => {
    for (const connection of idle.keys()) {
      if (!connection.incoming.isQuiet()) idle.delete(connection);
    }
  };
  return {
    take() {
      for (const [connection, goodUntil] of [...idle].toReversed()) {
        idle.delete(connection);
        if (connection.incoming.isQuiet() && Date.now() < goodUntil) return connection;
        connection.socket.destroy();
      }
      return undefined;
    },
    keep(connection, { keepsConnection, headers }) {
      const { socket, incoming } = connection;
      const isUsable = keepsConnection && incoming.isQuiet() && socket.writableLength === 0;
      if (!isUsable) {
        socket.destroy();
        return;
      }
      forgetClosed();
      idle.set(connection, Date.now() + keptFor(headers['keep-alive']));
      socket.unref();
    },
    close() {
      for (const { socket } of idle.keys()) socket.destroy();
      idle.clear();
    },
  };
}

/** In milliseconds, by what the server says of it: `timeout=5`. */
function keptFor(keepAlive = ''): number {
  const [, seconds] = /timeout=(\d+)/i.exec(keepAlive) ?? [];
  const told = seconds ? Number(seconds) * 1_000 - leewayMs : longestIdleMs;
  return Math.min(told, longestIdleMs);
}
