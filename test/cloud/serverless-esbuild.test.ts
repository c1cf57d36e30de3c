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
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { type Queue, startQueue } from '../../harness/queue/queue.ts';
import { callDeployed } from '../serverless-plugin/call-deployed.ts';
import { functionOf, packageService } from '../serverless-plugin/osls.ts';
import { installPackages } from './npm-tool.ts';

const installed = await installPackages(
  'serverless-esbuild',
  'serverless-esbuild@1.57.2',
  'esbuild@0.28.2',
);

/** What docs/bundlers.md says to give serverless-esbuild the plugin. */
const [, pluginsFile = ''] =
  readFileSync('docs/bundlers.md', 'utf8').match(
    /```js\n\/\/ esbuild-plugins\.js\n([\s\S]*?)```/,
  ) ?? [];

describe.skipIf(!installed)('a function that serverless-esbuild has bundled, SDK and all', () => {
  let directory: string;
  let collector: Collector;
  let queue: Queue;

  beforeAll(async () => {
    [collector, queue] = await Promise.all([startCollector(), startQueue('packing')]);
    directory = mkdtempSync(join(realpathSync(tmpdir()), 'bundled-'));
    const modules = join(directory, 'node_modules');
    mkdirSync(modules);
    symlinkSync(realpathSync('.'), join(modules, 'antifreeze'));
    symlinkSync(realpathSync('node_modules/@aws-sdk'), join(modules, '@aws-sdk'));
    for (const name of ['serverless-esbuild', 'esbuild'])
      symlinkSync(join(installed ?? '', name), join(modules, name));
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await queue.close();
    await collector.close();
  });

  test.each([
    {
      does: 'has the full spans of its calls by the esbuild plugin',
      plugins: { plugins: 'esbuild-plugins.js' },
      span: 'send packing',
    },
    { does: 'has its calls recognised by the layer alone', plugins: {}, span: 'SQS.SendMessage' },
  ])('$does', async ({ plugins, span }) => {
    collector.clear();
    const service = mkdtempSync(join(directory, 'service-'));
    const files = {
      'package.json': '{ "private": true }',
      'esbuild-plugins.js': pluginsFile,
      'index.ts': `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
        const sqs = new SQSClient();
        export const handler = async (QueueUrl: string) =>
          void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'an order' })));`,
      'serverless.json': JSON.stringify({
        service: 'orders',
        plugins: ['antifreeze/serverless-plugin', 'serverless-esbuild'],
        provider: { name: 'aws', runtime: 'nodejs24.x', region: 'eu-west-1' },
        custom: {
          antifreeze: { endpoint: collector.url },
          esbuild: { ...plugins, bundle: true, minify: true, exclude: [] },
        },
        functions: { api: { handler: 'index.handler' } },
      }),
    };
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(service, name), content);

    const packaged = packageService(service);
    expect(packaged.exitCode, packaged.output).toBe(0);
    const task = join(service, 'task');
    execFileSync('unzip', ['-q', join(service, '.serverless/orders.zip'), '-d', task]);
    const { handler, variables } = functionOf(packaged, 'api');
    await callDeployed(
      {
        directory: task,
        handler: String(handler),
        variables: variables as Record<string, string>,
        opt: realpathSync('dist/layer/opt'),
      },
      queue.url,
    );

    const names = collector.spans().map(({ name }) => name);
    expect(names.sort()).toEqual([span, 'function-under-test', 'init'].sort());
  });
});
