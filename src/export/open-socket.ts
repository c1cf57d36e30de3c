import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket, TcpSocketConnectOpts } from 'node:net';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

/** Begins a TCP connection. */
export type OpenSocket = (to: { readonly host: string; readonly port: number }) => Socket;

/**
 * Node.js's own way to a connection, as it is now: what other tracers and mocking libraries put in its place later never
 * sees ours. Nor does a connection, which outlives the invocation that begins it, belong to its asynchronous context.
 */
function takeOpenSocket(): OpenSocket {
  const { Socket } = process.getBuiltinModule('node:net');
  const connect: (this: Socket, options: TcpSocketConnectOpts) => Socket = Socket.prototype.connect;
  const outside = AsyncLocalStorage.snapshot();
  return ({ host, port }) => {
    const open = () => {
      const socket = new Socket({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 1_000 });
      return connect.call(socket, { host, port });
    };
    return outside(() => context.with(suppressTracing(ROOT_CONTEXT), open));
  };
}

/** Taken at import. */
export const openSocket: OpenSocket = takeOpenSocket();
