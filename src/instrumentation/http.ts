import { context, type Tracer, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { httpListeners } from './http-listeners.ts';
import type { HttpInstrumentationOptions } from './http-options.ts';
import { type Listeners, subscribe } from './subscribe.ts';

/** Channels that tell of new requests. */
const beginnings = [
  'http.client.request.created',
  'undici:request:create',
  'http2.client.stream.created',
];
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
  options: HttpInstrumentationOptions = {},
): () => void {
  let listeners: Listeners<unknown> | undefined;
  return subscribe(
    Object.fromEntries([
      ...beginnings.map((channel) => [
        channel,
        (message: unknown) => {
          if (!belongsToTrace()) return;
          listeners ??= httpListeners(tracer, options);
          listeners[channel]?.(message);
        },
      ]),
      ...continuations.map((channel) => [
        channel,
        (message: unknown) => listeners?.[channel]?.(message),
      ]),
    ]),
  );
}

/**
 * A request gets a span only below an active one: whatever is fetched outside of an invocation, as the runtime does
 * itself, would make a trace of its own for each.
 */
function belongsToTrace(): boolean {
  const active = context.active();
  return trace.getSpanContext(active) !== undefined && !isTracingSuppressed(active);
}
