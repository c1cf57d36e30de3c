import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { antifreezePlugin } from '../../../src/bundlers/esbuild-plugin.ts';
import { localAws } from './local-aws.ts';

type Format = 'cjs' | 'esm';
const extension = { cjs: '.cjs', esm: '.mjs' } as const;
const nodes = Object.entries({
  'Node.js 24': resolve('node_modules/.bin/node'),
  'Node.js 22': resolve('harness/lambda/nodejs22/node_modules/.bin/node'),
}).filter(([, path]) => existsSync(path));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-sdk-forms-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await Promise.all(
    (['cjs', 'esm'] as const).map((format) =>
      build({
        entryPoints: [fileURLToPath(new URL('./forms/tracing.ts', import.meta.url))],
        bundle: true,
        platform: 'node',
        format,
        outfile: join(folder, `tracing${extension[format]}`),
      }),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(nodes)('%s', (_name, node) => {
  test.each(['tracing first', 'SDK first'] as const)('modules: %s', async (order) => {
    for (const format of ['cjs', 'esm'] as const)
      expect(await run(node, await writeProgram(format, order))).toEqual([
        'send orders',
        'DynamoDB.GetItem',
      ]);
  });

  test.each(['tracing first', 'SDK first'] as const)('bundles: %s', async (order) => {
    for (const format of ['cjs', 'esm'] as const)
      expect(await run(node, await bundle(format, order))).toEqual([
        'send orders',
        'DynamoDB.GetItem',
      ]);
  });

  test('bundles without the plugin: there is nothing to see', async () => {
    expect(await run(node, await bundle('cjs', 'SDK first', { plugins: [] }))).toEqual([]);
  });

  test('bundles beside the SDK: it is a module there', async () => {
    for (const format of ['cjs', 'esm'] as const) {
      const outfile = await bundle(format, 'tracing first', { external: ['@aws-sdk/*'] });
      expect(await run(node, outfile)).toEqual(['send orders', 'DynamoDB.GetItem']);
    }
  });
});

/** A program that makes two calls and prints the names of their spans. */
async function writeProgram(format: Format, order: 'tracing first' | 'SDK first'): Promise<string> {
  const file = join(folder, `${format}-${order.replace(' ', '-')}${extension[format]}`);
  const modules = [
    ['{ SQSClient, SendMessageCommand }', '@aws-sdk/client-sqs'],
    ['{ DynamoDBClient, GetItemCommand }', '@aws-sdk/client-dynamodb'],
  ];
  const tracing = ['{ spanNames }', `./tracing${extension[format]}`];
  const ordered = order === 'tracing first' ? [tracing, ...modules] : [...modules, tracing];
  const imports = ordered.map(([names, from]) =>
    format === 'esm' ? `import ${names} from '${from}';` : `const ${names} = require('${from}');`,
  );
  await writeFile(
    file,
    `${imports.join('\n')}
const options = {
  region: 'eu-west-1',
  endpoint: process.env.ENDPOINT,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
async function main() {
  const sqs = new SQSClient({ ...options, md5: false });
  await sqs.send(new SendMessageCommand({ QueueUrl: 'http://localhost/1/orders', MessageBody: '' }));
  await new DynamoDBClient(options).send(new GetItemCommand({ TableName: 't', Key: { id: { S: '1' } } }));
  console.log(JSON.stringify(spanNames()));
  process.exit();
}
main();
`,
  );
  return file;
}

async function bundle(
  format: Format,
  order: 'tracing first' | 'SDK first',
  options: BuildOptions = {},
): Promise<string> {
  const program = await writeProgram(format, order);
  const outfile = program.replace(
    /\.(.)js$/,
    `.bundle-${options.plugins ? 'bare' : 'traced'}.$1js`,
  );
  await build({
    entryPoints: [program],
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    outfile,
    // What the SDK requires of Node.js itself: the usual line for ES modules.
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
      },
    }),
    plugins: [antifreezePlugin()],
    ...options,
  });
  return outfile;
}

async function run(node: string, program: string): Promise<string[]> {
  const aws = await localAws();
  const { stdout } = await promisify(execFile)(node, [program], {
    env: { ...process.env, ENDPOINT: aws.endpoint },
  });
  expect(aws.requests).toHaveLength(2);
  return JSON.parse(stdout);
}
