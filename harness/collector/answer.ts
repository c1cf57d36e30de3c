import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import {
  contentTypes,
  type Encoding,
  encodeResponse,
  encodeStatus,
} from '../../src/viewer/otlp/otlp-response.ts';
import type { Behaviour } from './behaviour.ts';
import type { BadRequest } from './read-request.ts';

/** Answers a well-formed export as `behaviour` says, if at all. */
export async function answer(
  response: ServerResponse,
  encoding: Encoding,
  behaviour: Behaviour,
): Promise<void> {
  const { status = 200, delayMs = 0, retryAfter, partialSuccess, trickleMs = 20 } = behaviour;
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (behaviour.answer === 'never') return;
  if (behaviour.answer === 'reset') {
    resetConnection(response.socket);
    return;
  }

  const accepted = status === 200;
  const body = accepted
    ? encodeResponse(encoding, partialSuccess)
    : encodeStatus(encoding, `status ${status}`);
  const headers = {
    ...headersOf(body, encoding),
    ...(retryAfter && { 'retry-after': retryAfter }),
  };
  if (behaviour.answer === 'trickle') {
    await trickle(response.socket, rawResponse(status, headers, body), trickleMs);
    return;
  }
  response.writeHead(status, headers).end(body);
  if (behaviour.connection === 'close') {
    response.once('finish', () => response.req.socket.end());
  }
}

/** Answers what is no export at all. */
export function refuseRequest(
  response: ServerResponse,
  { status, reason, encoding }: BadRequest,
): void {
  const body = encodeStatus(encoding, reason);
  response.writeHead(status, headersOf(body, encoding)).end(body);
}

/** Cuts a connection the hard way, as a host that has lost it does. */
export function resetConnection(socket: Socket | null): void {
  // Only a bare TCP socket can send a reset; on TLS an end without goodbye is the nearest thing.
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

function headersOf(body: Buffer, encoding: Encoding): Record<string, string | number> {
  return { 'content-type': contentTypes[encoding], 'content-length': body.length };
}

function rawResponse(
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Writes past Node.js's HTTP server, since the body of a plain success is empty: the head has to trickle as well. */
async function trickle(socket: Socket | null, bytes: Buffer, intervalMs: number): Promise<void> {
  for (const byte of bytes) {
    if (!socket?.writable) return;
    socket.write(Uint8Array.of(byte));
    await sleep(intervalMs, undefined, { ref: false });
  }
  socket?.end();
}
