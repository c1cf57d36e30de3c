/**
 * Builds the relay as a function that can be deployed as it is: `dist/relay/antifreeze-relay.zip`, whose handler is
 * `index.handler`. The same sources give the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { bundled } from './bundle.ts';
import { licenseTexts, noting, thirdParties } from './third-party.ts';
import { zip } from './zip.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Writes `antifreeze-relay.zip` into `folder`. Gives what esbuild says of it. */
export async function buildRelay(folder: string): Promise<readonly Metafile[]> {
  const metafiles: Metafile[] = [];
  const options = noting(metafiles, { ...bundled, absWorkingDir: repository });
  const { outputFiles = [] } = await build({
    ...options,
    entryPoints: ['src/entry/relay-function.ts'],
    format: 'esm',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('the relay gave no output');
  mkdirSync(folder, { recursive: true });
  const license = readFileSync(join(repository, 'LICENSE'));
  const terms = licenseTexts(thirdParties(metafiles), license.toString());
  const content = zip([
    { path: 'index.mjs', content: file.contents },
    { path: 'LICENSE', content: license },
    { path: 'THIRD-PARTY-LICENSES.txt', content: Buffer.from(terms) },
  ]);
  writeFileSync(join(folder, 'antifreeze-relay.zip'), content);
  return metafiles;
}
