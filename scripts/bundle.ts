import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * OpenTelemetry's resources package reads a host's id by dynamic imports. Nothing here uses it, but for the sake of
 * them esbuild would keep the whole API as modules that load one by one, which costs a cold start.
 */
const leaveOutHostId: Plugin = {
  name: 'leave out the host id',
  setup({ onResolve }) {
    onResolve({ filter: /machine-id\/getMachineId/ }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
};

/**
 * Takes Node.js's own modules from `process`. An ES module that imports one makes Node.js build a module of it first: half
 * a millisecond of a cold start for each.
 */
const builtinsOfProcess: Plugin = {
  name: "take Node.js's modules from the process",
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /^(node:)?(async_hooks|diagnostics_channel|events|fs|module|path)$/ },
      ({ path }) => ({
        path: path.replace(/^(node:)?/, 'node:'),
        namespace: 'builtin',
        sideEffects: false,
      }),
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {});
      // Each by itself and marked as pure, so that what nobody imports is left out.
      const exported = names.map(
        (name) => `export const ${name} = /* @__PURE__ */ take('${name}');`,
      );
      return {
        contents: [
          `const builtin = /* @__PURE__ */ process.getBuiltinModule('${path}');`,
          'const take = (name) => builtin[name];',
          ...exported,
        ].join('\n'),
      };
    });
  },
};

const light = fileURLToPath(new URL('../src/light/', import.meta.url));

/** Modules of OpenTelemetry's packages, and what stands in `src/light/` for them. */
const lighter: Readonly<Record<string, string>> = {
  'api/dist/api/diag.mjs': 'diag.ts',
  'api/dist/internal/global-utils.mjs': 'global-utils.ts',
  'core/dist/trace/TraceState.mjs': 'trace-state.ts',
  'api/dist/metrics/NoopMeter.mjs': 'noop-meter.ts',
  'core/dist/common/attributes.mjs': 'attributes.ts',
  'core/dist/common/logging-error-handler.mjs': 'logging-error-handler.ts',
  'resources/dist/ResourceImpl.mjs': 'resource-impl.ts',
  'sdk-logs/dist/LoggerMetrics.mjs': 'logger-metrics.ts',
  'sdk-metrics/dist/export/MetricReaderMetrics.mjs': 'metric-reader-metrics.ts',
  'sdk-trace/dist/inspect.mjs': 'inspect.ts',
  'sdk-trace/dist/MultiSpanProcessor.mjs': 'multi-span-processor.ts',
  'sdk-trace/dist/sampler/ParentBasedSampler.mjs': 'parent-based-sampler.ts',
  'sdk-trace/dist/TracerMetrics.mjs': 'tracer-metrics.ts',
};

const lightModules: Plugin = {
  name: 'take light modules',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.mjs$/ }, ({ path, resolveDir }) => {
      const module = join(resolveDir, path);
      const isModule = ([end]: [string, string]) => module.endsWith(`/@opentelemetry/${end}`);
      const [, file] = Object.entries(lighter).find(isModule) ?? [];
      return file ? { path: join(light, file) } : undefined;
    });
  },
};

/** How everything that runs in a function is bundled. */
export const bundled: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  legalComments: 'none',
  plugins: [leaveOutHostId, lightModules, builtinsOfProcess],
  inject: [fileURLToPath(new URL('../src/light/performance.ts', import.meta.url))],
  logLevel: 'warning',
};
