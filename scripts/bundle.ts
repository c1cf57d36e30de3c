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

/** How everything that runs in a function is bundled. */
export const bundled: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  legalComments: 'none',
  plugins: [leaveOutHostId],
  inject: [fileURLToPath(new URL('../src/support/light-performance.ts', import.meta.url))],
  logLevel: 'warning',
};

/** What sends spans. It is loaded when it is first needed, see `src/export/load-sender.ts`. */
export const sender = 'src/export/create-sender.ts';

/**
 * Leaves a module that is imported dynamically out of a bundle. It is a bundle of its own, `file` beside the other: what
 * the two have in common stands in both, so that neither has to load a third file.
 */
export function apart(module: string, file: string): BuildOptions {
  return withPlugin({
    name: `keep ${module} apart`,
    setup: ({ onResolve }) =>
      onResolve({ filter: new RegExp(`/${module}\\.ts$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: file, external: true } : undefined,
      ),
  });
}

/** Has the sender in the bundle. */
export const senderWithin: BuildOptions = withPlugin({
  name: 'have the sender within',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/load-sender\.ts$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, 'load-bundled-sender.ts'),
    })),
});

function withPlugin(plugin: Plugin): BuildOptions {
  return { ...bundled, plugins: [leaveOutHostId, plugin] };
}
