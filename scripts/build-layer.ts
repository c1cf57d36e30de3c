/**
 * Builds the Lambda layer: `dist/layer/antifreeze.zip`, whose files Lambda puts under /opt, and the same files unzipped
 * in `dist/layer/opt`. One zip for both architectures, and the same bytes for the same sources.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { bundled } from './bundle.ts';
import { bundleEagerly } from './eager-functions.ts';
import { licenseTexts, noting, thirdParties } from './third-party.ts';
import { type ZipEntry, zip } from './zip.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

const esModule = { absWorkingDir: repository, format: 'esm' } as const;

/** Leaves the tracing out of what loads it. */
const tracingApart: Plugin = {
  name: 'keep the tracing apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/tracing\.ts$/ }, () => ({ path: './tracing.mjs', external: true })),
};

/**
 * Writes `antifreeze.zip` and `opt/` into `folder`, which is emptied first. Gives what esbuild says of it.
 */
export async function buildLayer(folder: string): Promise<readonly Metafile[]> {
  const metafiles: Metafile[] = [];
  const entries = await layerFiles(metafiles);
  rmSync(folder, { recursive: true, force: true });
  for (const { path, content, executable } of entries) {
    const file = join(folder, 'opt', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: executable ? 0o755 : 0o644 });
  }
  writeFileSync(join(folder, 'antifreeze.zip'), zip(entries));
  return metafiles;
}

async function layerFiles(metafiles: Metafile[]): Promise<ZipEntry[]> {
  const options = noting(metafiles, { ...bundled, ...esModule });
  const [redirect, tracing] = await Promise.all([
    bundle('src/layer/redirect.ts', {
      ...options,
      plugins: [...(options.plugins ?? []), tracingApart],
      minify: false,
    }),
    bundleEagerly({ ...options, ...esModule, entryPoints: ['src/layer/tracing.ts'] }),
  ]);
  const license = read('LICENSE');
  const terms = licenseTexts(thirdParties(metafiles), license.toString());
  return [
    { path: 'antifreeze', content: read('layers/antifreeze'), executable: true },
    { path: 'antifreeze-layer/node', content: read('layers/node'), executable: true },
    { path: 'antifreeze-layer/LICENSE', content: license },
    { path: 'antifreeze-layer/THIRD-PARTY-LICENSES.txt', content: Buffer.from(terms) },
    { path: 'antifreeze-layer/redirect.mjs', content: redirect },
    { path: 'antifreeze-layer/tracing.mjs', content: Buffer.from(tracing) },
  ];
}

/**
 * The redirection is a file of its own, without the tracing, which may fail to load. It stays readable, because Node.js
 * prints the line that throws when an initialisation fails.
 */
async function bundle(entryPoint: string, options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles = [] } = await build({ ...options, entryPoints: [entryPoint], write: false });
  const [file] = outputFiles;
  if (!file) throw new Error(`${entryPoint} gave no output`);
  return file.contents;
}

function read(path: string): Buffer {
  return readFileSync(join(repository, path));
}
