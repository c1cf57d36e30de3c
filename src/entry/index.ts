import { type AnyFunction, wrapHandler } from '../aws/wrap-handler.ts';
import type { TraceOptions } from '../config/options.ts';
import { isDisabled, readConfig } from '../config/read-config.ts';
import { setUpDiagnostics } from '../sdk/diagnostics.ts';
import type { InstrumentationOptions } from '../sdk/instrument.ts';
import { createLambdaTelemetry } from '../sdk/lambda.ts';
import { registerApi } from '../sdk/register-api.ts';
import { guard } from '../support/guard.ts';
import { once } from '../support/once.ts';

export { traceRecord, traceRecords } from '../aws/batches.ts';
export type {
  BatchResponse,
  KafkaItemIdentifier,
  RecordHandler,
  RecordOptions,
} from '../aws/records/record-types.ts';
export { instrumentAwsClient } from '../instrumentation/aws-sdk/instrument-aws-client.ts';
export { secretQueryParameters } from '../instrumentation/url-redaction.ts';

export type * from './option-types.ts';

/** Everything that can be set in code. */
export interface TraceLambdaOptions extends TraceOptions, InstrumentationOptions {}

// At import, not at the first call: tracers that modules get at their top level must be ours.
if (!isDisabled()) guard('registering the API', registerApi);

/**
 * Traces a Lambda handler: async, callback or streaming. The handler keeps its type, and answers exactly as without;
 * what isn't a function is given back as it is. Never throws.
 *
 * The OpenTelemetry SDK is set up by the first call in a process, whose options therefore count for all.
 */
export function traceLambda<Handler>(handler: Handler, options: TraceLambdaOptions = {}): Handler {
  if (!isFunction(handler)) return handler;
  return guard('setting up', () => trace(handler, options)) ?? handler;
}

const lambdaTelemetry = once((options: TraceLambdaOptions) => {
  const { config, parts, warnings } = readConfig(options);
  setUpDiagnostics(config.logLevel, warnings);
  return config.disabled ? undefined : createLambdaTelemetry(config, parts, options);
});

function trace<Handler extends AnyFunction>(
  handler: Handler,
  options: TraceLambdaOptions,
): Handler {
  const tracing = lambdaTelemetry(options);
  return tracing ? wrapHandler(handler, tracing.telemetry, tracing.coldStart) : handler;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
