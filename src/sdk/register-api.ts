import {
  ProxyTracerProvider,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import { wantsLogs } from '../config/read-config.ts';
import { prepareLoggers } from '../signals/logs/create-logs.ts';
import type { Metering } from '../signals/metrics/metering.ts';
import { guard } from '../support/guard.ts';
import { defaults, type Registered, registered, shareGlobal } from './api-global.ts';
import { AsyncContextManager } from './context-manager.ts';
import { warn } from './diagnostics.ts';
import { earlyProviders } from './early-providers.ts';

/**
 * Makes this process's API ready for spans as soon as the package is imported, before any SDK exists: a tracer that
 * a module got at its top level must be one of ours. What others register, before or after, is what counts.
 */
export function registerApi(createMetering: () => Metering | undefined = () => undefined): void {
  if (defaults()) return;
  const trace = new ProxyTracerProvider();
  if (!registered()?.trace)
    for (const provider of earlyProviders()) if (isFreeProxy(provider)) provider.setDelegate(trace);
  const parts: Registered = { trace, context: new AsyncContextManager() };
  // So that instruments and loggers which modules make at their top level are ours, too.
  parts.metrics = guard('making meters', createMetering);
  shareGlobal(parts, () => {
    if (!isFreeProxy(trace)) warnOfOtherTracers();
  });
  if (wantsLogs()) prepareLoggers(parts);
}

/** Gives the tracers of the whole process to `provider`, unless another SDK has them already. */
export function takeTracers(provider: TracerProvider): void {
  const proxy = registered()?.trace;
  if (isFreeProxy(proxy)) proxy.setDelegate(provider);
  else warnOfOtherTracers();
}

/** What makes the meters of the process, if it wants metrics; for others than its own code also where it has a provider. */
export function ownMeters(): Metering | undefined {
  return defaults()?.metrics as Metering | undefined;
}

/** Makes `propagator` the process's own, unless there is one. */
export function takePropagation(propagator: TextMapPropagator): void {
  const parts = defaults() ?? registered();
  if (parts) parts.propagation ??= propagator;
}

function warnOfOtherTracers(): void {
  warn(
    'another tracer provider is registered, which gets the spans that are made with the API; register none, and they are sent with those of antifreeze',
  );
}

/** By shape, as the proxy may come from another copy of the API. */
function isFreeProxy(provider: TracerProvider | undefined): provider is ProxyTracerProvider {
  const { getDelegateTracer, setDelegate } = (provider ?? {}) as Partial<ProxyTracerProvider>;
  return (
    typeof setDelegate === 'function' &&
    typeof getDelegateTracer === 'function' &&
    getDelegateTracer.call(provider, 'antifreeze') === undefined
  );
}
