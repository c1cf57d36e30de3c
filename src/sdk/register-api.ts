import {
  type ContextManager,
  type DiagLogger,
  ProxyTracerProvider,
  type TextMapPropagator,
  type TracerProvider,
} from '@opentelemetry/api';
import { apiKey } from '../support/api-key.ts';
import { AsyncContextManager } from './context-manager.ts';

/**
 * A copy of the API takes nothing from a global of a lower version than its own, and then makes no spans, silently.
 * A user's copy may be newer than ours, so the global calls itself newer than any. What the versions share is what
 * the registered objects implement, and those are the same in all of 1.x. The price: a copy registers only with a
 * global of its very own version, so `diag.setLogger` or `metrics.setGlobalMeterProvider` have to come before us, as
 * with every tracer that brings a copy of its own. It also means that here the objects are registered by hand.
 */
const newerThanAny = '1.999.0';

interface ApiGlobal {
  readonly version: string;
  trace?: TracerProvider;
  context?: ContextManager;
  propagation?: TextMapPropagator;
  diag?: DiagLogger;
}

const registry = globalThis as { [apiKey]?: ApiGlobal };

/**
 * Makes this process's API ready for spans as soon as the package is imported, before any SDK exists: a tracer that
 * a module got at its top level must be one of ours. What others have registered before stays.
 */
export function registerApi(): void {
  const present = registry[apiKey];
  registry[apiKey] = {
    trace: new ProxyTracerProvider(),
    context: new AsyncContextManager(),
    ...present,
    version: newerThanAny,
  };
}

/** Gives the tracers of the whole process to `provider`. False if another SDK has them already. */
export function takeTracers(provider: TracerProvider): boolean {
  const registered = registry[apiKey]?.trace;
  if (!isFreeProxy(registered)) return false;
  registered.setDelegate(provider);
  return true;
}

/** Makes `propagator` the process's own, unless there is one. */
export function takePropagation(propagator: TextMapPropagator): void {
  const api = registry[apiKey];
  if (api) api.propagation ??= propagator;
}

/** Has all diagnostics of the process go to `logger`. */
export function takeDiagnostics(logger: DiagLogger): void {
  const api = registry[apiKey];
  if (api) api.diag = logger;
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
