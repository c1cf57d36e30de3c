import { readGcpEnvironment } from '../config/gcp-environment.ts';
import type { TraceOptions } from '../config/options.ts';
import { isDisabled, readConfig } from '../config/read-config.ts';
import { activeLogFields } from '../gcp/log-fields.ts';
import { announceTracing, findTracing } from '../gcp/process-tracing.ts';
import { traceServers } from '../gcp/trace-servers.ts';
import { type AnyFunction, type Signature, wrapFunction } from '../gcp/wrap-function.ts';
import { reportNoHandler } from '../sdk/create-set-up.ts';
import { createGcpSetUp, type GcpTelemetry } from '../sdk/gcp.ts';
import type { GcpInstrumentationOptions } from '../sdk/gcp-instrumentation-options.ts';
import { registerApi } from '../sdk/register-api.ts';
import { createGcpMetering } from '../signals/metrics/metering.ts';
import { guard } from '../support/guard.ts';
import type { LogFields } from '../support/log-fields.ts';
import { once } from '../support/once.ts';

export { instrumentPubSub } from '../instrumentation/pubsub/instrument-pubsub.ts';
export type { PubSubInstrumentationOptions } from '../instrumentation/pubsub/publisher.ts';
export type { GcpInstrumentationOptions } from '../sdk/gcp-instrumentation-options.ts';
export type { LogFields } from '../support/log-fields.ts';

export type * from './option-types.ts';

/** Everything that can be set in code. Here, `flush` is `before-response` unless it is set. */
export interface TraceFunctionOptions extends TraceOptions, GcpInstrumentationOptions {}

// At import, not at the first call: tracers that modules get at their top level must be ours.
if (!isDisabled()) guard('registering the API', () => registerApi(createGcpMetering));

/**
 * Traces an HTTP function, `(request, response)`. It keeps its type, and answers exactly as without; what isn't a
 * function is given back as it is, with a warning, and so is one that the preload `antifreeze/gcp/register` traces. Never
 * throws.
 *
 * Each function has its own of `disabled`, `serviceName`, `resourceAttributes`, `sampler`, `samplerRatio` and
 * `extractContext`. The OpenTelemetry SDK is set up by the first call in a process, whose other options count for all.
 */
export function traceHttpFunction<Fn>(fn: Fn, options: TraceFunctionOptions = {}): Fn {
  return traceFunction(fn, 'http', options, 'traceHttpFunction');
}

/** Traces a CloudEvent function, `(cloudEvent)` or `(cloudEvent, callback)`, as `traceHttpFunction` does. */
export function traceCloudEvent<Fn>(fn: Fn, options: TraceFunctionOptions = {}): Fn {
  return traceFunction(fn, 'cloudevent', options, 'traceCloudEvent');
}

/** Traces an event function of the 1st generation, `(data, context)` or `(data, context, callback)`, as `traceHttpFunction` does. */
export function traceEventFunction<Fn>(fn: Fn, options: TraceFunctionOptions = {}): Fn {
  return traceFunction(fn, 'event', options, 'traceEventFunction');
}

/**
 * Traces the requests that a server of `node:http` or `node:https` answers, whatever framework is behind it, from the
 * next one on: `traceServer(app.listen(8080))`. The server is given back, and answers as it does without. Requests over
 * HTTP/2, upgrades and CONNECT are left alone. Never throws; options count as with `traceHttpFunction`.
 */
export function traceServer<Server>(server: Server, options: TraceFunctionOptions = {}): Server {
  if (!findTracing()?.isPreloaded)
    guard('setting up', () => {
      if (!isServer(server)) return reportNoHandler('traceServer', server, readConfig(options));
      const tracing = tracingWith(options);
      if (tracing) tracedServers().set(server, tracing);
    });
  return server;
}

/** What joins a line of JSON in Cloud Logging with the active span: `console.log(JSON.stringify({ message, ...traceFields() }))`. */
export function traceFields(): LogFields {
  const projectId = findTracing()?.projectId() ?? readGcpEnvironment().projectId;
  return guard('reading the active span', () => activeLogFields(projectId)) ?? {};
}

const setUp = createGcpSetUp();

function tracingWith(options: TraceFunctionOptions): GcpTelemetry | undefined {
  const tracing = setUp(options);
  if (tracing) announceTracing({ isPreloaded: false, projectId: tracing.projectId });
  return tracing;
}

const tracedServers = once(() => {
  const servers = new WeakMap<object, GcpTelemetry>();
  traceServers((server) => servers.get(server));
  return servers;
});

function traceFunction<Fn>(
  fn: Fn,
  signature: Signature,
  options: TraceFunctionOptions,
  caller: string,
): Fn {
  if (findTracing()?.isPreloaded) return fn;
  return guard('setting up', () => trace(fn, signature, options, caller)) ?? fn;
}

function trace<Fn>(
  fn: Fn,
  signature: Signature,
  options: TraceFunctionOptions,
  caller: string,
): Fn {
  if (!isFunction(fn)) {
    reportNoHandler(caller, fn, readConfig(options));
    return fn;
  }
  const tracing = tracingWith(options);
  return tracing ? wrapFunction(fn, signature, tracing) : fn;
}

/** An application of Express is a function, and that of a framework has no `setTimeout`. */
function isServer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'setTimeout' in value;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
