/**
 * Builds the relay as a function that can be deployed as it is: `dist/relay/antifreeze-relay.zip`, whose handler is
 * `index.handler`. The same sources give the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundled } from './bundle.ts';
import { zip } from './zip.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Writes `antifreeze-relay.zip` into `folder`. */
export async function buildRelay(folder: string): Promise<void> {
  const { outputFiles } = await build({
    ...bundled,
    absWorkingDir: repository,
    entryPoints: ['src/entry/relay-function.ts'],
    format: 'esm',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('the relay gave no output');
  mkdirSync(folder, { recursive: true });
  const content = zip([
    { path: 'index.mjs', content: file.contents },
    { path: 'LICENSE', content: readFileSync(join(repository, 'LICENSE')) },
  ]);
  writeFileSync(join(folder, 'antifreeze-relay.zip'), content);
}

if (import.meta.main) await buildRelay(join(repository, 'dist/relay'));
