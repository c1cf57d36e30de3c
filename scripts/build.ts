/**
 * Builds what is published: one bundle an entry and format, with its types beside it.
 * Two folders, because a package.json in each says how Node.js and TypeScript read the files under it.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const entries = ['index', 'relay', 'esbuild', 'cli'].map((name) => `src/entry/${name}.ts`);

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

const common: BuildOptions = {
  entryPoints: entries,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  legalComments: 'none',
  plugins: [leaveOutHostId],
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
await build({ ...common, format: 'esm', outdir: 'dist/esm' });
await build({ ...common, format: 'cjs', outdir: 'dist/cjs' });
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
