import type { Tracer } from '@opentelemetry/api';
import { belongsToTrace } from './belongs-to-trace.ts';
import type { CallCapture } from './call-capture.ts';
import { type HttpListeners, httpListeners } from './http-listeners.ts';
import type { HttpTracingOptions } from './http-options.ts';
import { keepGrpcCallers } from './keep-grpc-callers.ts';
import { type Listeners, subscribe } from './subscribe.ts';

/** Channels that tell of new requests, where the active context is that of the caller. */
const beginnings = ['http.client.request.created', 'http2.client.stream.created'];
/** A channel whose first message is needed even if that request isn't traced: who makes others is known from then on. */
const undiciBeginning = 'undici:request:create';
/** Channels that tell what became of them. */
const continuations = [
  'http.client.response.finish',
  'undici:client:sendHeaders',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
  'http2.client.stream.finish',
];

/**
 * Makes a span for each outgoing request of `node:http`, `node:https`, `node:http2`, `fetch` and undici, by way
 * of diagnostics channels: it sees bundled code and named imports too. Returns what ends that.
 */
export function instrumentHttp(
  tracer: Tracer,
  options: HttpTracingOptions = {},
  capture?: CallCapture,
): () => void {
  let loaded: HttpListeners | undefined;
  const load = () => {
    loaded ??= httpListeners(tracer, options, capture);
    return loaded;
  };
  const hear = (channels: readonly string[], listenersFor: () => Listeners<unknown> | undefined) =>
    channels.map((channel) => [
      channel,
      (message: unknown) => listenersFor()?.[channel]?.(message),
    ]);

  const forgetGrpc = keepGrpcCallers((method) => load().keepGrpcCaller(method));
  const unsubscribe = subscribe<unknown>(
    Object.fromEntries([
      ...hear(beginnings, () => (belongsToTrace() ? load().listeners : undefined)),
      ...hear([undiciBeginning], () => load().listeners),
      ...hear(continuations, () => loaded?.listeners),
    ]),
  );
  return () => {
    unsubscribe();
    forgetGrpc();
    loaded?.close();
  };
}
