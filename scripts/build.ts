/**
 * Builds what is published: one bundle an entry and format, with its types beside it.
 * Two folders, because a package.json in each says how Node.js and TypeScript read the files under it.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundled } from './bundle.ts';

const entryPoints = ['index', 'gcp', 'gcp-register', 'relay', 'esbuild', 'cli'].map(
  (name) => `src/entry/${name}.ts`,
);

rmSync('dist', { recursive: true, force: true });
await build({ ...bundled, entryPoints, format: 'esm', outdir: 'dist/esm' });
await build({ ...bundled, entryPoints, format: 'cjs', outdir: 'dist/cjs' });
emitTypes();

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
