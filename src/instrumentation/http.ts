import type { Tracer } from '@opentelemetry/api';
import { clientSpans } from './client-span.ts';
import { instrumentHttpClient } from './http-client.ts';
import type { HttpInstrumentationOptions } from './http-options.ts';
import { instrumentHttp2Client } from './http2-client.ts';
import { instrumentUndici } from './undici.ts';

/**
 * Makes a span for each outgoing request of `node:http`, `node:https`, `node:http2`, `fetch` and undici, by way
 * of diagnostics channels: it sees bundled code and named imports too. Returns what ends that.
 */
export function instrumentHttp(
  tracer: Tracer,
  options: HttpInstrumentationOptions = {},
): () => void {
  const start = clientSpans(tracer, options);
  const subscriptions = [
    instrumentHttpClient(start),
    instrumentUndici(start),
    instrumentHttp2Client(start),
  ];
  return () => {
    for (const unsubscribe of subscriptions) unsubscribe();
  };
}
