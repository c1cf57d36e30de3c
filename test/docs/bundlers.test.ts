import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { localAws } from '../instrumentation/aws-sdk/local-aws.ts';
import { startFunction } from '../start-function.ts';
import { createProject, snippetsOf } from './snippets.ts';

const harness = 'harness/bundlers';
const snippets = snippetsOf('bundlers.md');

/** What is run by each of the page's files, as Node.js is told. */
const commands: Readonly<Record<string, readonly string[]>> = {
  'build.mjs': ['build.mjs'],
  'tsup.config.mjs': ['node_modules/tsup/dist/cli-default.js'],
  'webpack.config.mjs': withoutCommandLine(
    'webpack',
    "{ default: compile } = await import('webpack')",
  ),
  'rspack.config.mjs': withoutCommandLine(
    'rspack',
    "{ rspack: compile } = await import('@rspack/core')",
  ),
  'rollup.config.mjs': ['node_modules/rollup/dist/bin/rollup', '-c', 'rollup.config.mjs'],
  'rolldown.config.mjs': ['node_modules/rolldown/bin/cli.mjs', '-c', 'rolldown.config.mjs'],
  'vite.config.mjs': ['node_modules/vite/bin/vite.js', 'build'],
};

let collector: Collector;
let project: string;

beforeAll(async () => {
  collector = await startCollector();
  project = createProject(harness);
});
afterAll(async () => {
  await collector.close();
  rmSync(project, { recursive: true });
});

test('each file of the page is run, or tested with its tool', () => {
  const files = snippets.map(({ file }) => file);

  expect(files.toSorted()).toEqual(
    // The last one by test/cloud/serverless-esbuild.test.ts.
    [...Object.keys(commands), 'src/index.mjs', 'esbuild-plugins.js'].toSorted(),
  );
});

describe.skipIf(!isInstalledForTests(harness))('what the page tells to build', () => {
  test.each(Object.keys(commands))('with %s traces the AWS SDK in the bundle', async (config) => {
    const answer = await buildAndCall(config);

    expect(answer).toEqual({ statusCode: 202, body: '1' });
    expect(collector.spans().map(({ name }) => name)).toContain('send orders');
  });

  test('without the plugin tells a call by its request', async () => {
    await buildAndCall('build.mjs', (code) => code.replace('antifreezePlugin()', ''));

    expect(collector.spans().map(({ name }) => name)).toContain('SQS.SendMessage');
  });
});

/** What the function answers that is built with the page's file, as `edit` leaves that. */
async function buildAndCall(config: string, edit = (code: string) => code): Promise<unknown> {
  collector.clear();
  const folder = mkdtempSync(join(project, 'build-'));
  for (const { file, code } of snippets)
    if (file === config || file === 'src/index.mjs') write(join(folder, file), edit(code));
  execFileSync(process.execPath, fromProject(commands[config] ?? []), {
    cwd: folder,
    stdio: 'pipe',
  });

  const aws = await localAws([{ body: { MessageId: '1', MD5OfMessageBody: md5('new') } }]);
  const fn = await startFunction({
    directory: join(folder, 'dist'),
    handler: 'index.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      AWS_ENDPOINT_URL_SQS: aws.endpoint,
      QUEUE_URL: `${aws.endpoint}/123456789012/orders`,
    },
  });
  const { payload } = await fn.invoke({});
  await fn.frozen();
  await fn.close();
  return JSON.parse(payload);
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** Its command line is another package, and does no more than this with the configuration. */
function withoutCommandLine(name: string, found: string): readonly string[] {
  const script = `
    const ${found};
    const { default: config } = await import(process.cwd() + '/${name}.config.mjs');
    compile({ mode: 'none', ...config }, (error, stats) => {
      if (error || stats.hasErrors()) throw error ?? new Error(stats.toString('errors-only'));
    });`;
  return ['--input-type=module', '--eval', script];
}

function fromProject(command: readonly string[]): string[] {
  return command.map((part) => part.replace(/^node_modules/, join(project, 'node_modules')));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
