import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { antifreezePlugin } from '../../../src/bundlers/esbuild-plugin.ts';
import { localPubSub } from './local-pubsub.ts';

type Format = 'cjs' | 'esm';
const formats = ['cjs', 'esm'] as const;
const extension = { cjs: '.cjs', esm: '.mjs' } as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubsub-forms-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  for (const format of formats)
    await build({
      entryPoints: [fileURLToPath(new URL('./forms/tracing.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format,
      outfile: join(folder, `tracing${extension[format]}`),
    });
});
afterAll(() => rm(folder, { recursive: true }));

test.each(['tracing first', 'client first'] as const)('modules: %s', async (order) => {
  for (const format of formats)
    expect(await run(await writeProgram(format, { order }))).toEqual(['send orders']);
});

test.each(['tracing first', 'client first'] as const)('bundles: %s', async (order) => {
  expect(await run(await bundle(await writeProgram('cjs', { order })))).toEqual(['send orders']);
});

test('bundles without the plugin: there is nothing to see', async () => {
  const program = await writeProgram('cjs', { order: 'client first' });

  expect(await run(await bundle(program, { plugin: false }))).toEqual([]);
});

test.each(['client', 'topic'])(
  'bundles without the plugin: a %s that is instrumented by hand is traced',
  async (byHand) => {
    const program = await writeProgram('cjs', { order: 'client first', byHand });

    expect(await run(await bundle(program, { plugin: false }))).toEqual(['send orders']);
  },
);

test('whoever is traced in two ways has one span', async () => {
  const program = await writeProgram('esm', { order: 'tracing first', byHand: 'client' });

  expect(await run(program)).toEqual(['send orders']);
});

interface Program {
  readonly order: 'tracing first' | 'client first';
  /** What is instrumented by hand. */
  readonly byHand?: string;
}

/** A program that publishes a message and prints the names of its spans. */
async function writeProgram(format: Format, { order, byHand }: Program): Promise<string> {
  const name = `${format}-${order}-${byHand}`.replace(' ', '-');
  const file = join(folder, name + extension[format]);
  const modules = [
    ['{ spanNames, instrument }', `./tracing${extension[format]}`],
    ['{ PubSub }', '@google-cloud/pubsub'],
  ];
  const ordered = order === 'tracing first' ? modules : modules.toReversed();
  const imports = ordered.map(([names, from]) =>
    format === 'esm' ? `import ${names} from '${from}';` : `const ${names} = require('${from}');`,
  );
  await writeFile(
    file,
    `${imports.join('\n')}
async function main() {
  const client = new PubSub({ projectId: 'shop', apiEndpoint: process.env.HOST, emulatorMode: true });
  const topic = client.topic('orders');
  ${byHand ? `instrument(${byHand});` : ''}
  const names = await spanNames(() => topic.publishMessage({ data: Buffer.from('{}') }));
  console.log(JSON.stringify(names));
  process.exit();
}
main();
`,
  );
  return file;
}

async function bundle(program: string, { plugin = true } = {}): Promise<string> {
  const outfile = program.replace(/\.cjs$/, `.bundle-${plugin ? 'traced' : 'bare'}.cjs`);
  await build({
    entryPoints: [program],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    plugins: plugin ? [antifreezePlugin()] : [],
  });
  return outfile;
}

async function run(program: string): Promise<string[]> {
  const { host, batches } = await localPubSub();
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, HOST: host, METADATA_SERVER_DETECTION: 'none' },
  });
  expect(batches.flat()).toHaveLength(1);
  return JSON.parse(stdout) as string[];
}
