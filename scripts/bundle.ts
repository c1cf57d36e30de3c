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
  logLevel: 'warning',
};
