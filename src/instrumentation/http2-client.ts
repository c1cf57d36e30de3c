import { errorMonitor } from 'node:events';
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { context } from '@opentelemetry/api';
import type { ClientSpan, StartClientSpan } from './client-span.ts';
import {
  describeGrpcCall,
  isGrpc,
  isOfGrpcJs,
  recordGrpcStatus,
  timeOfGrpcCall,
} from './grpc-call.ts';
import { keptCallIn } from './keep-caller.ts';
import { listen } from './listen.ts';
import { requestOfStream } from './request-of-stream.ts';
import type { Listeners } from './subscribe.ts';
import { clientOf } from './undici-callers.ts';

interface StreamMessage {
  readonly stream: ClientHttp2Stream;
  readonly headers: OutgoingHttpHeaders & IncomingHttpHeaders;
}

/**
 * Traces sessions of `node:http2`, where Node.js has channels for them, as 24 and late releases of 22 do. They tell
 * of a request whose headers have been encoded, so it carries no context.
 */
export function http2ClientListeners(start: StartClientSpan): Listeners<StreamMessage> {
  const spans = new WeakMap<ClientHttp2Stream, ClientSpan>();
  return {
    'http2.client.stream.created': ({ stream, headers }) => {
      if (!headers || !isOfCaller(stream, headers)) return;
      const grpc = isGrpc(headers);
      const span = start(requestOfStream(headers), grpc ? describeGrpcCall(headers) : undefined);
      if (!span) return;
      spans.set(stream, span);
      span.captured?.sends(() => headers);
      span.captured?.watchWrites(stream, 'write', 'end');
      span.captured?.watchReads(stream, 'push');
      if (grpc) watchGrpcCall(stream, headers, span);
      listen(stream, errorMonitor, (error) => span.end(error));
      listen(stream, 'close', () => span.end());
    },
    'http2.client.stream.finish': ({ stream, headers }) => {
      const span = spans.get(stream);
      span?.connected(stream.session?.socket ?? {}, '2');
      span?.responded({
        status: Number(headers[':status']),
        header: (name) => headers[name.toLowerCase()]?.toString(),
      });
      span?.captured?.responds(headers);
      // What fails at once has it there.
      if (span) recordGrpcStatus(span, headers);
      // A WebSocket, say: the call ends with its answer, not what comes after.
      if (stream.sentHeaders?.[':protocol']) span?.end();
    },
  };
}

/**
 * Whether it is a call, and the active context that of whoever made it. What a server pushes was asked for by nobody, a
 * tunnel is part of the connection, and a request of undici has its own span. Calls of grpc-js may have waited for
 * their channel.
 */
function isOfCaller({ id, session }: ClientHttp2Stream, headers: OutgoingHttpHeaders): boolean {
  const isPushed = id !== undefined && id % 2 === 0;
  const isTunnel = headers[':method'] === 'CONNECT' && !headers[':protocol'];
  if (isPushed || isTunnel || (session && clientOf(session))) return false;
  if (!isOfGrpcJs(headers)) return true;
  const kept = keptCallIn(context.active());
  if (kept) kept.requested = true;
  return kept !== undefined;
}

function watchGrpcCall(
  stream: ClientHttp2Stream,
  headers: OutgoingHttpHeaders,
  span: ClientSpan,
): void {
  const isTimeUp = timeOfGrpcCall(headers);
  listen(stream, 'trailers', (trailers) => recordGrpcStatus(span, Object(trailers)));
  listen(stream, 'close', () => {
    // The client doesn't say why it cancels.
    if (stream.rstCode === cancelled && isTimeUp()) recordGrpcStatus(span, deadlineExceeded);
  });
}

/** Of HTTP/2 (RFC 9113, 7). */
const cancelled = 8;
const deadlineExceeded = { 'grpc-status': '4' };
