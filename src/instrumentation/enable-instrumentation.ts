import { createRequire } from 'node:module';
import type { TracerProvider } from '@opentelemetry/api';

/** The part that is needed of an `@opentelemetry/instrumentation-*` package. */
export interface Instrumentation {
  setTracerProvider(provider: TracerProvider): void;
  enable(): void;
  /** The packages that it patches. */
  getModuleDefinitions?(): readonly { readonly name: string }[];
}

/**
 * Enables an instrumentation also for CommonJS packages that are there already, as those are that a handler imports.
 * It patches what is required; to require what has been loaded gives it that, and runs nothing else.
 */
export function enableInstrumentation(
  instrumentation: Instrumentation,
  provider: TracerProvider,
): void {
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
  const definitions = instrumentation.getModuleDefinitions?.() ?? [];
  const packages = new Set(definitions.map(({ name }) => name));
  const require = createRequire('/');
  for (const [path, module] of Object.entries(require.cache))
    if (module?.loaded && packages.has(packageOf(path) ?? '')) require(path);
}

function packageOf(path: string): string | undefined {
  const [, name] = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path) ?? [];
  return name?.replaceAll('\\', '/');
}
