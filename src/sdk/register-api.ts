import {
  ProxyTracerProvider,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import { wants } from '../config/read-config.ts';
import { prepareLoggers } from '../signals/logs/create-logs.ts';
import type { Metering } from '../signals/metrics/metering.ts';
import { defaults, type Registered, registered, shareGlobal } from './api-global.ts';
import { AsyncContextManager } from './context-manager.ts';
import { warn } from './diagnostics.ts';
import { earlyProviders } from './early-providers.ts';

/**
 * Makes this process's API ready for spans as soon as the package is imported, before any SDK exists: a tracer that
 * a module got at its top level must be one of ours. What others register, before or after, is what counts.
 */
export function registerApi(createMetering?: () => Metering | undefined): void {
  if (defaults()) return;
  const trace = new ProxyTracerProvider();
  if (!registered()?.trace)
    for (const provider of earlyProviders()) if (isFreeProxy(provider)) provider.setDelegate(trace);
  const parts: Registered = { trace, context: new AsyncContextManager() };
  shareGlobal(parts, () => {
    if (!isFreeProxy(trace)) warnOfOtherTracers();
  });
  // So that loggers and instruments which modules make at their top level are ours, too.
  if (wants('LOGS')) prepareLoggers(parts);
  if (wants('METRICS')) parts.metrics = createMetering?.();
}

/** Gives the tracers of the whole process to `provider`, unless another SDK has them already. */
export function takeTracers(provider: TracerProvider): void {
  const proxy = registered()?.trace;
  if (isFreeProxy(proxy)) proxy.setDelegate(provider);
  else warnOfOtherTracers();
}

/** Makes `propagator` the process's own, unless there is one. */
export function takePropagation(propagator: TextMapPropagator): void {
  const parts = defaults() ?? registered();
  if (parts) parts.propagation ??= propagator;
}

function warnOfOtherTracers(): void {
  warn(
    'another tracer provider is registered, which gets the spans made with the API; register none, and antifreeze sends them',
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
