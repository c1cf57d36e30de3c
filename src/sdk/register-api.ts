import {
  ProxyTracerProvider,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import { defaults, registered, shareGlobal } from './api-global.ts';
import { AsyncContextManager } from './context-manager.ts';
import { warn } from './diagnostics.ts';
import { earlyProviders } from './early-providers.ts';

/**
 * Makes this process's API ready for spans as soon as the package is imported, before any SDK exists: a tracer that
 * a module got at its top level must be one of ours. What others register, before or after, is what counts.
 */
export function registerApi(): void {
  if (defaults()) return;
  const trace = new ProxyTracerProvider();
  if (!registered()?.trace)
    for (const provider of earlyProviders()) if (isFreeProxy(provider)) provider.setDelegate(trace);
  shareGlobal({ trace, context: new AsyncContextManager() }, () => {
    if (!isFreeProxy(trace)) warnOfOtherTracers();
  });
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
