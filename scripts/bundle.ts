import { basename, join } from 'node:path';
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
        (name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`,
      );
      return {
        contents: [`const builtin = process.getBuiltinModule('${path}');`, ...exported].join('\n'),
      };
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
  plugins: [leaveOutHostId, builtinsOfProcess],
  inject: [fileURLToPath(new URL('../src/support/light-performance.ts', import.meta.url))],
  logLevel: 'warning',
};

/** What sends spans. It is loaded when it is first needed, see `src/export/load-sender.ts`. */
export const sender = 'src/export/create-sender.ts';
/** What sends spans on Google Cloud. */
export const gcpSender = 'src/export/create-gcp-sender.ts';

/**
 * Leaves modules that are imported dynamically out of a bundle. Each is a bundle of its own beside the other, with the
 * same name: what the two have in common stands in both, so that neither has to load a third file.
 */
export function apart(modules: readonly string[], extension: string): BuildOptions {
  return withPlugin({
    name: `keep ${modules} apart`,
    setup: ({ onResolve }) =>
      onResolve({ filter: new RegExp(`/(${modules.join('|')})\\.ts$`) }, ({ kind, path }) =>
        kind === 'dynamic-import'
          ? { path: `./${basename(path, '.ts')}${extension}`, external: true }
          : undefined,
      ),
  });
}

/** Has the sender in the bundle. */
export const senderWithin: BuildOptions = withPlugin({
  name: 'have the sender within',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/load-(gcp-)?sender\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('load-', 'load-bundled-')),
    })),
});

function withPlugin(plugin: Plugin): BuildOptions {
  return { ...bundled, plugins: [...(bundled.plugins ?? []), plugin] };
}
