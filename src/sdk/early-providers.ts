import type { TraceAPI, TracerProvider } from '@opentelemetry/api';
import { moduleCache } from '../support/module-cache.ts';

/** Where a copy of the API is a CommonJS module, as every one before 1.10 is. */
const file = /[/\\]@opentelemetry[/\\]api[/\\](?:build[/\\]src|dist)[/\\]index\.c?js$/;

/** The list in which copies within bundles announce themselves; the bundler's plugin writes the other end. */
const bundled = Symbol.for('antifreeze.api');

/**
 * The tracer providers of copies of the API that are there already, as long as nothing is registered: tracers that
 * modules got before antifreeze was imported hold on to these.
 */
export function earlyProviders(): TracerProvider[] {
  const cache = moduleCache();
  const modules = Object.keys(cache)
    .filter((path) => file.test(path))
    .map((path) => (cache[path]?.exports as { readonly trace?: TraceAPI } | undefined)?.trace);
  const { [bundled]: announced = [] } = globalThis as { [bundled]?: (typeof TraceAPI)[] };
  return [...modules, ...announced.map((each) => each.getInstance())].flatMap(
    (api) => api?.getTracerProvider() ?? [],
  );
}
