import { join } from 'node:path';
import { announcements } from './announcements.ts';

/** The parts of webpack's plugin interface that are used here, which Rspack shares. */
export interface WebpackPlugin {
  apply(compiler: { readonly options: { readonly module: { readonly rules: unknown[] } } }): void;
}

/** Does for webpack and Rspack what the plugin of `antifreeze/esbuild` does for esbuild. */
export function antifreezePlugin(): WebpackPlugin {
  return {
    apply({ options }) {
      options.module.rules.push({
        test: announcements.map(({ file }) => file),
        // Before loaders that make other modules of it.
        enforce: 'pre',
        loader: join(import.meta.dirname, '../cjs/webpack-loader.js'),
      });
    },
  };
}
