import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Protocol } from './clients.ts';

export interface Received {
  /** The first part of the path. */
  readonly invocation: string;
  readonly traceparent: string | undefined;
  readonly baggage: string | undefined;
}

/** A server on the loopback interface that answers after a moment, not always the same. */
export async function startServer(
  protocol: Protocol,
): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const answer = (path: string, headers: IncomingHttpHeaders, respond: () => void) => {
    const { traceparent, baggage } = headers;
    received.push({
      invocation: path.split('/')[1] ?? '',
      traceparent: traceparent?.toString(),
      baggage: baggage?.toString(),
    });
    setTimeout(respond, received.length % 3);
  };
  const server = protocol === 'http' ? createServer() : createHttp2Server();
  if (protocol === 'http')
    server.on('request', (request, response) =>
      answer(request.url, request.headers, () => response.end('body')),
    );
  else
    server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      stream.on('error', () => undefined).resume();
      const respond = protocol === 'grpc' ? () => respondGrpc(stream) : () => stream.end('body');
      answer(String(headers[':path']), headers, respond);
    });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** An answer of one empty message. */
function respondGrpc(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.alloc(5));
}
