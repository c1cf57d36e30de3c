import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zip } from '../../../../scripts/zip.ts';
import { scanArchive } from '../../../../src/cli/doctor/aws/scan-archive.ts';
import { version } from '../../../../src/support/version.ts';

/** As it comes from the network: in pieces of any size. */
function inPieces(content: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const count = Math.ceil(content.length / size);
  const pieces = Array.from({ length: count }, (_, n) =>
    content.subarray(n * size, (n + 1) * size),
  );
  return Readable.from(pieces);
}

test('the layer of the package has its exec wrapper and its version', async () => {
  const layer = readFileSync('dist/layer/antifreeze.zip');

  const { files, versions } = await scanArchive(inPieces(layer, 1_000));

  expect(files).toContain('antifreeze');
  expect(versions).toEqual([version]);
});

test.each(['dist/esm/index.js', 'dist/cjs/index.js'])(
  "the version is in a user's minified bundle of %s",
  async (file) => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { traceLambda } from './${file}';
          export const handler = traceLambda(async () => 1);`,
        resolveDir: '.',
      },
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      write: false,
    });
    const content = outputFiles[0]?.contents ?? new Uint8Array();

    const { versions } = await scanArchive(inPieces(zip([{ path: 'index.js', content }]), 999));

    expect(versions).toEqual([version]);
  },
);

test('a version is found wherever the pieces are cut', async () => {
  const content = Buffer.from(`${'a'.repeat(50)} antifreeze/12.34.56-rc.1 ${'b'.repeat(50)}`);
  const stored = zipSync({ 'a.mjs': content }, { level: 0 });

  for (let size = 1; size < 60; size++) {
    const { versions } = await scanArchive(inPieces(stored, size));

    expect(versions, `in pieces of ${size}`).toEqual(['12.34.56-rc.1']);
  }
});

test('only JavaScript is looked into', async () => {
  const content = Buffer.from('antifreeze/1.2.3');
  const archive = zip([
    { path: 'README.md', content },
    { path: 'a.json', content },
  ]);

  const { files, versions } = await scanArchive(inPieces(archive, 64));

  expect([...files]).toEqual(['README.md', 'a.json']);
  expect(versions).toEqual([]);
});

test('what is no zip is an error', async () => {
  const scanned = scanArchive(inPieces(Buffer.from('<html>'), 64));

  await expect(scanned).rejects.toThrow('not a zip');
});
