/** Builds the page of `antifreeze view`, which the command serves. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { noting } from './third-party.ts';

const page = 'src/viewer/page';

/** Writes the page's files into `folder`. Gives what esbuild says of them. */
export async function buildViewer(folder: string): Promise<readonly Metafile[]> {
  const metafiles: Metafile[] = [];
  // Parts are named for their content, and those of before are nobody's.
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...noting(metafiles, {}),
    entryPoints: { app: `${page}/main.tsx` },
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: 'part-[hash]',
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox128', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) cpSync(join(page, file), join(folder, file));
  return metafiles;
}
