import { pluginSpecifiers } from '../aws/durable/durable.ts';
import { announceTracing } from '../aws/process-tracing.ts';
import { type AnyFunction, wrapHandler } from '../aws/wrap-handler.ts';
import { answerDurablePlugins } from '../config/durable-plugins.ts';
import type { TraceOptions } from '../config/options.ts';
import { isDisabled, readConfig } from '../config/read-config.ts';
import { reportNoHandler } from '../sdk/create-set-up.ts';
import type { InstrumentationOptions } from '../sdk/instrument.ts';
import { createLambdaSetUp } from '../sdk/lambda.ts';
import { registerApi } from '../sdk/register-api.ts';
import { createMetering } from '../signals/metrics/metering.ts';
import { guard } from '../support/guard.ts';

export { traceRecord, traceRecords } from '../aws/batches.ts';
export type {
  BatchResponse,
  KafkaItemIdentifier,
  RecordHandler,
  RecordOptions,
} from '../aws/records/record-types.ts';
export { instrumentAwsClient } from '../instrumentation/aws-sdk/instrument-aws-client.ts';
export { traceFields } from '../instrumentation/log-fields/add-log-fields.ts';
export { secretQueryParameters } from '../instrumentation/url-redaction.ts';
export type { LogFields } from '../support/log-fields.ts';

export type * from './option-types.ts';

/** Everything that can be set in code. */
export interface TraceLambdaOptions extends TraceOptions, InstrumentationOptions {}

// At import, not at the first call: tracers that modules get at their top level must be ours.
if (!isDisabled())
  guard('registering the API', () => {
    registerApi(createMetering);
    answerDurablePlugins(pluginSpecifiers);
  });

/**
 * Traces a Lambda handler: async, callback or streaming. The handler keeps its type, and answers exactly as without;
 * what isn't a function is given back as it is, with a warning. Never throws.
 *
 * Each handler has its own of `disabled`, `serviceName`, `resourceAttributes`, `sampler`, `samplerRatio` and
 * `extractContext`. The OpenTelemetry SDK is set up by the first call in a process, whose other options count for all.
 */
export function traceLambda<Handler>(handler: Handler, options: TraceLambdaOptions = {}): Handler {
  return guard('setting up', () => trace(handler, options)) ?? handler;
}

const setUp = createLambdaSetUp();

function trace<Handler>(handler: Handler, options: TraceLambdaOptions): Handler {
  if (!isFunction(handler)) {
    reportNoHandler('traceLambda', handler, readConfig(options));
    return handler;
  }
  const tracing = setUp(options);
  if (!tracing) return handler;
  announceTracing(traceLambda);
  return wrapHandler(handler, tracing.telemetry, tracing.coldStart);
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
