/**
 * Builds what is published: bundles for each entry and format, with their types beside them.
 * Two folders, because a package.json in each says how Node.js and TypeScript read the files under it.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundled } from './bundle.ts';
import { bundleEagerly } from './eager-functions.ts';
import { withLateParts } from './late-parts.ts';

const entries = (...names: string[]) => names.map((name) => `src/entry/${name}.ts`);
const dirnameOfCommonJs = { 'import.meta.dirname': '__dirname' };
const others = entries('relay', 'gcp-relay', 'esbuild', 'rollup');

rmSync('dist', { recursive: true, force: true });
for (const format of ['esm', 'cjs'] as const) {
  const output: BuildOptions = { format, outdir: `dist/${format}` };
  await build({ ...bundled, ...output, entryPoints: others });
  await build({
    ...withLateParts(bundled),
    ...output,
    entryPoints: entries('gcp', 'gcp-register'),
  });
  const lambda = await bundleEagerly({ ...bundled, format, entryPoints: entries('index') });
  writeFileSync(`dist/${format}/index.js`, lambda);
}
await build({
  ...bundled,
  format: 'esm',
  outdir: 'dist/esm',
  entryPoints: entries('cli'),
  // For Node.js it has CommonJS alone, of which nothing can be left out.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
});
await buildCdk();
await buildWebpackPlugin();
emitTypes();

/** The plugin names the loader by where it is itself. */
async function buildWebpackPlugin(): Promise<void> {
  const entryPoints = entries('webpack');
  await build({ ...bundled, entryPoints, format: 'esm', outdir: 'dist/esm' });
  await build({
    ...bundled,
    entryPoints: [...entryPoints, ...entries('webpack-loader')],
    format: 'cjs',
    outdir: 'dist/cjs',
    define: dirnameOfCommonJs,
  });
}

/** Constructs have to be those of the user's own app, whose files they name by where they are themselves. */
async function buildCdk(): Promise<void> {
  const cdk = {
    ...bundled,
    entryPoints: ['src/entry/cdk.ts'],
    external: ['aws-cdk-lib', 'constructs'],
  };
  await build({ ...cdk, format: 'esm', outdir: 'dist/esm' });
  await build({ ...cdk, format: 'cjs', outdir: 'dist/cjs', define: dirnameOfCommonJs });
}

function emitTypes(): void {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  for (const file of globSync('dist/esm/types/**/*.d.ts')) {
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, source.replace(/(from |import\()'(\..*?)\.ts'/g, "$1'$2.js'"));
  }
  mkdirSync('dist/cjs', { recursive: true });
  writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
  cpSync('dist/esm/types', 'dist/cjs/types', { recursive: true });
}
