import type { Tracer } from '@opentelemetry/api';
import { clientSpans } from './client-span.ts';
import { httpClientListeners } from './http-client.ts';
import type { HttpInstrumentationOptions } from './http-options.ts';
import { http2ClientListeners } from './http2-client.ts';
import type { Listeners } from './subscribe.ts';
import { undiciListeners } from './undici.ts';

/** What traces requests, by the diagnostics channel that tells of them. */
export function httpListeners(
  tracer: Tracer,
  options: HttpInstrumentationOptions,
): Listeners<unknown> {
  const start = clientSpans(tracer, options);
  return {
    ...httpClientListeners(start),
    ...undiciListeners(start),
    ...http2ClientListeners(start),
  } as Listeners<unknown>;
}
