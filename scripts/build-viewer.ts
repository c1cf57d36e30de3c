/** Builds the page of `antifreeze view`, which the command serves from `dist/viewer/`. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const page = 'src/viewer/page';
const output = 'dist/viewer';

// Parts are named for their content, and those of before are nobody's.
rmSync(output, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { app: `${page}/main.tsx` },
  outdir: output,
  bundle: true,
  splitting: true,
  chunkNames: 'part-[hash]',
  minify: true,
  format: 'esm',
  target: ['chrome123', 'firefox128', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
});
for (const file of ['index.html', 'icon.svg']) cpSync(join(page, file), join(output, file));
writeFileSync(join(output, 'LICENSES.txt'), licensesOf(Object.keys(metafile.inputs)));

/** The terms of the libraries in the page want to go with it. */
function licensesOf(inputs: readonly string[]): string {
  const names = inputs.flatMap(
    (input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
  );
  return [...new Set(names)]
    .sort()
    .map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8')}`)
    .join('\n\n');
}
