/**
 * Builds what is published, into `dist`: bundles for each entry and format, with their types beside them; the viewer's page,
 * the layer, the relay, the plugin for the Serverless Framework; and what all of it has of others.
 * Two folders, because a package.json in each says how Node.js and TypeScript read the files under it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { buildLayer } from './build-layer.ts';
import { buildRelay } from './build-relay.ts';
import { buildServerlessPlugin } from './build-serverless-plugin.ts';
import { buildViewer } from './build-viewer.ts';
import { bundled } from './bundle.ts';
import { writeDeclarations } from './declarations.ts';
import { bundleEagerly } from './eager-functions.ts';
import { withLateParts } from './late-parts.ts';
import { writeSbom } from './sbom.ts';
import { licenseTexts, noting, thirdParties } from './third-party.ts';

const entries = (...names: string[]) => names.map((name) => `src/entry/${name}.ts`);
const dirnameOfCommonJs = { 'import.meta.dirname': '__dirname' };
const others = entries('relay', 'gcp-relay', 'esbuild', 'rollup');
const metafiles: Metafile[] = [];
const options = noting(metafiles, bundled);

rmSync('dist', { recursive: true, force: true });
for (const format of ['esm', 'cjs'] as const) {
  const output: BuildOptions = { format, outdir: `dist/${format}` };
  await build({ ...options, ...output, entryPoints: others });
  await build({
    ...withLateParts(options),
    ...output,
    entryPoints: entries('gcp', 'gcp-register'),
  });
  const lambda = await bundleEagerly({ ...options, format, entryPoints: entries('index') });
  writeFileSync(`dist/${format}/index.js`, lambda);
}
await build({
  ...options,
  format: 'esm',
  outdir: 'dist/esm',
  entryPoints: entries('cli'),
  // For Node.js it has CommonJS alone, of which nothing can be left out.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
});
await buildCdk();
await buildWebpackPlugin();
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
await writeDeclarations();
metafiles.push(
  ...(await buildViewer('dist/viewer')),
  ...(await buildLayer('dist/layer')),
  ...(await buildRelay('dist/relay')),
  ...(await buildServerlessPlugin('dist/cjs/serverless-plugin.js')),
);
const terms = licenseTexts(thirdParties(metafiles), readFileSync('LICENSE', 'utf8'));
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', terms);
writeSbom(metafiles, 'dist/sbom.cdx.json');

/** The plugin names the loader by where it is itself. */
async function buildWebpackPlugin(): Promise<void> {
  const entryPoints = entries('webpack');
  await build({ ...options, entryPoints, format: 'esm', outdir: 'dist/esm' });
  await build({
    ...options,
    entryPoints: [...entryPoints, ...entries('webpack-loader')],
    format: 'cjs',
    outdir: 'dist/cjs',
    define: dirnameOfCommonJs,
  });
}

/** Constructs have to be those of the user's own app, whose files they name by where they are themselves. */
async function buildCdk(): Promise<void> {
  const cdk = {
    ...options,
    entryPoints: ['src/entry/cdk.ts'],
    external: ['aws-cdk-lib', 'constructs'],
  };
  await build({ ...cdk, format: 'esm', outdir: 'dist/esm' });
  await build({ ...cdk, format: 'cjs', outdir: 'dist/cjs', define: dirnameOfCommonJs });
}
