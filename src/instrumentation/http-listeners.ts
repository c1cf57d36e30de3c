import type { Tracer } from '@opentelemetry/api';
import type { CallCapture } from './call-capture.ts';
import { clientSpans } from './client-span.ts';
import { httpClientListeners } from './http-client.ts';
import type { HttpTracingOptions } from './http-options.ts';
import { http2ClientListeners } from './http2-client.ts';
import type { KeepCaller } from './keep-caller.ts';
import type { Listeners } from './subscribe.ts';
import { undiciListeners } from './undici.ts';
import { undiciCallers } from './undici-callers.ts';
import { keepGrpcCaller } from './unsent-grpc-calls.ts';

/** What traces requests, by the diagnostics channel that tells of them. */
export interface HttpListeners {
  readonly listeners: Listeners<unknown>;
  readonly keepGrpcCaller: KeepCaller;
  /** Takes back what had to be patched. */
  close(): void;
}

export function httpListeners(
  tracer: Tracer,
  options: HttpTracingOptions,
  capture: CallCapture | undefined,
): HttpListeners {
  const start = clientSpans(tracer, options, capture);
  const callers = undiciCallers();
  return {
    listeners: {
      ...httpClientListeners(start),
      ...undiciListeners(start, callers),
      ...http2ClientListeners(start),
    } as Listeners<unknown>,
    keepGrpcCaller: keepGrpcCaller(start),
    close: callers.close,
  };
}
