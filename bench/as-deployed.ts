import type { BuildOptions } from 'esbuild';

/** How functions are bundled before they are deployed, and what is deployed beside them. */
export const asDeployed = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
} satisfies BuildOptions;
