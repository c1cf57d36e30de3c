/** Builds `dist/cjs/serverless-plugin.js`: CommonJS alone, whose export is the class, as all versions of the framework take it. */
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { bundled } from './bundle.ts';
import { noting } from './third-party.ts';

/**
 * Writes the plugin to `outfile`, which must be CommonJS by its name or by the package.json beside it. Gives what
 * esbuild says of it.
 */
export async function buildServerlessPlugin(outfile: string): Promise<readonly Metafile[]> {
  const metafiles: Metafile[] = [];
  await build({
    ...noting(metafiles, {
      ...bundled,
      absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    }),
    entryPoints: ['src/entry/serverless-plugin.ts'],
    format: 'cjs',
    outfile,
    footer: { js: 'module.exports = module.exports.default;' },
  });
  return metafiles;
}
