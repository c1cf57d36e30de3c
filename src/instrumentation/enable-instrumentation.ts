import { createRequire } from 'node:module';
import { diag, type TracerProvider } from '@opentelemetry/api';
import { guard } from '../support/guard.ts';
import { subscribe } from './subscribe.ts';

/** The part that is needed of an `@opentelemetry/instrumentation-*` package. */
export interface Instrumentation {
  readonly instrumentationName?: string;
  setTracerProvider(provider: TracerProvider): void;
  /** Of an `object`, as older releases of the API have no loggers. */
  setLoggerProvider?(provider: object): void;
  enable(): void;
  disable?(): void;
  /** The packages that it patches. */
  getModuleDefinitions?(): readonly { readonly name: string }[];
}

/** What makes an instrumentation's tracers, and its loggers where there are logs. */
export interface Providers {
  readonly provider: TracerProvider;
  readonly loggerProvider?: object | undefined;
}

/** Instrumentations, or lists of them, as `getNodeAutoInstrumentations()` gives one. */
export type Instrumentations = readonly (Instrumentation | Instrumentations)[];

/**
 * Enables instrumentations also for CommonJS packages that are there already, as those are that a handler imports, and
 * for those that come by `import()`. They patch what is required; to require what has been loaded gives them that, and
 * runs nothing else. Those named in `covered` would make second spans of what has one, and are disabled: they enable
 * themselves as they are made.
 */
export function enableInstrumentations(
  instrumentations: Instrumentations,
  { provider, loggerProvider }: Providers,
  covered: readonly string[],
): void {
  const packages = new Set<string>();
  const require = createRequire('/');
  const seen = new Set<string>();

  for (const each of flat(instrumentations)) guard('enabling an instrumentation', () => add(each));
  patchLoaded();
  subscribe({ 'tracing:module.import:asyncEnd': patchLoaded });

  function add(instrumentation: Instrumentation): void {
    const { instrumentationName: name = '' } = instrumentation;
    if (covered.includes(name)) {
      diag.info(`antifreeze: ${name} is disabled, as these calls have their spans without it`);
      instrumentation.disable?.();
      return;
    }
    instrumentation.setTracerProvider(provider);
    if (loggerProvider) instrumentation.setLoggerProvider?.(loggerProvider);
    instrumentation.enable();
    for (const definition of instrumentation.getModuleDefinitions?.() ?? [])
      packages.add(definition.name);
  }

  function patchLoaded(): void {
    for (const [path, module] of Object.entries(require.cache)) {
      if (!module?.loaded || seen.has(path)) continue;
      seen.add(path);
      if (packages.has(packageOf(path) ?? ''))
        // What stands in place of the whole module is for those, too, who import it from now on.
        guard('patching a package', () => Object.assign(module, { exports: require(path) }));
    }
  }
}

function* flat(instrumentations: Instrumentations): Generator<Instrumentation> {
  for (const each of instrumentations) {
    if ('enable' in each) yield each;
    else yield* flat(each);
  }
}

function packageOf(path: string): string | undefined {
  const [, name] = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path) ?? [];
  return name?.replaceAll('\\', '/');
}
