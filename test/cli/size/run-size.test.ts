import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let project: string;
const cli = resolve('dist/esm/cli.js');

beforeAll(() => {
  project = mkdtempSync(join(realpathSync(tmpdir()), 'size-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(realpathSync('.'), join(project, 'node_modules/antifreeze'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What the command says of a bundle of `source`, after the name of the file. */
async function sizeOf(source: string, options: BuildOptions = {}): Promise<string> {
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: project },
    absWorkingDir: project,
    preserveSymlinks: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: 'out/index.mjs',
    logLevel: 'silent',
    ...options,
    metafile: true,
  });
  writeFileSync(join(project, 'meta.json'), JSON.stringify(metafile));
  return execFileSync(process.execPath, [cli, 'size', 'meta.json'], {
    cwd: project,
    encoding: 'utf8',
  });
}

/** Kilobytes by what they are of. */
function rowsOf(output: string): Map<string, number> {
  const rows = [...output.matchAll(/^ +([\d.]+) kB {2}(.*)$/gm)];
  return new Map(rows.map(([, bytes, of = '']) => [of, Number(bytes)]));
}

const traced = `import { traceLambda } from 'antifreeze'; export const handler = traceLambda(async () => 1);`;

test.each([
  { form: 'as it is', options: {} },
  { form: 'minified', options: { minify: true } },
])(
  'tells what of a bundle, $form, is antifreeze: early, and each late part',
  async ({ options }) => {
    const output = await sizeOf(traced, options);
    const rows = rowsOf(output);
    const whole = readFileSync(join(project, 'out/index.mjs')).byteLength / 1_000;
    const early = rows.get('that a cold start parses') ?? 0;
    const late = rows.get('texts, each compiled when it is first needed:') ?? 0;
    const parts = [...rows].filter(([of]) => /^[\w-]+\//.test(of));

    expect(output).toContain(`out/index.mjs: ${whole.toFixed(1)} kB`);
    expect(early).toBeGreaterThan(40);
    expect(early).toBeLessThan(110);
    expect(early + late).toBeGreaterThan(whole * 0.97);
    expect(parts.map(([of]) => of)).toEqual(
      expect.arrayContaining(['export/create-flush', 'aws/batches', 'signals/metrics/metering']),
    );
    expect(parts.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeCloseTo(late, 0);
  },
);

test('names the late parts that the build makes, and no others', async () => {
  const parts = [...rowsOf(await sizeOf(traced)).keys()].filter((of) => /^[\w-]+\//.test(of));
  const [, list = '', packed = ''] =
    /const lateParts = \[(.*?)\];.*const packedParts[^[]*\[(.*?)\];/s.exec(
      readFileSync('scripts/late-parts.ts', 'utf8').replace('readonly string[]', ''),
    ) ?? [];
  const known = [...`${list}${packed}`.matchAll(/'([^']+)'/g)].map(([, name]) => name);

  expect(known.length).toBeGreaterThan(20);
  expect(parts.length).toBeGreaterThan(20);
  expect(known).toEqual(expect.arrayContaining(parts));
});

test.each([
  { what: 'a bundle without antifreeze', source: 'export const handler = 1;', says: /in none of/ },
])('$what is told', async ({ source, says }) => {
  await expect(sizeOf(source)).rejects.toThrow(says);
});
