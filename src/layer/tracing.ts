import { findTracing } from '../aws/process-tracing.ts';
import { lambdaResource } from '../aws/resource.ts';
import { traced } from '../aws/wrap-handler.ts';
import { readLambdaEnvironment } from '../config/lambda-environment.ts';
import { readConfig } from '../config/read-config.ts';
import { threw } from '../core/outcome.ts';
import { recordOutcome } from '../core/record-outcome.ts';
import { traceLambda } from '../entry/index.ts';
import { createFlush } from '../export/create-flush.ts';
import { httpClient } from '../export/http-client.ts';
import { createTelemetry } from '../sdk/create-telemetry.ts';
import type { Handler } from './load-handler.ts';

/** Traces a handler, unless its own code does already. Where that traces anything, this copy of the package stays idle. */
export function traceOnce(handler: Handler): Handler {
  return traced in handler ? handler : (findTracing() ?? traceLambda)(handler);
}

/**
 * Sends a span about an initialisation that failed: the process ends next, and no invocation will tell.
 * Takes as long as a flush may take, at most.
 */
export async function exportInitError(error: unknown): Promise<void> {
  const { config, parts } = readConfig();
  const resource = lambdaResource(readLambdaEnvironment());
  const { tracer, flush } = createTelemetry(config, parts, resource, { createFlush, httpClient });
  const span = tracer.startSpan('init', {
    startTime: performance.timeOrigin,
    attributes: { 'faas.coldstart': true },
  });
  recordOutcome(span, threw(error), undefined, undefined);
  span.end();
  await flush(Date.now() + config.flushTimeout);
}
