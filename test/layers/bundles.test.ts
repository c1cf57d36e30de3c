import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { type Queue, startQueue } from '../../harness/queue/queue.ts';
import { antifreezePlugin, type EsbuildPlugin } from '../../src/bundlers/esbuild-plugin.ts';
import { startFunction } from '../start-function.ts';
import { type BuiltLayer, builtLayer } from './built-layer.ts';

let collector: Collector;
let layer: BuiltLayer;
let queue: Queue;
let directory: string;

beforeAll(async () => {
  [collector, layer, queue] = await Promise.all([
    startCollector(),
    builtLayer(),
    startQueue('packing'),
  ]);
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'bundles-'));
  await Promise.all([bundle('with-plugin', [antifreezePlugin()]), bundle('without-plugin', [])]);
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  layer.remove();
  await queue.close();
  await collector.close();
});

/** A function in one file, with the AWS SDK inside. */
async function bundle(name: string, plugins: EsbuildPlugin[]): Promise<void> {
  await build({
    stdin: {
      contents: `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
        const sqs = new SQSClient();
        export const handler = async (QueueUrl) =>
          void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'an order' })));`,
      resolveDir: '.',
    },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    outfile: join(directory, `${name}.js`),
    plugins,
  });
}

describe.each(availableRuntimes())('on $name, a bundled function with the layer', ({ name }) => {
  test.each([
    {
      does: 'has the full span of a call by the esbuild plugin',
      plugin: 'with',
      span: 'send packing',
    },
    { does: 'has the call recognised by its request', plugin: 'without', span: 'SQS.SendMessage' },
  ])('$does', async ({ plugin, span }) => {
    collector.clear();
    const fn = await startFunction({
      directory,
      handler: `${plugin}-plugin.handler`,
      runtime: name,
      environment: {
        ...layer.variables,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        AWS_ENDPOINT_URL_SQS: queue.endpoint,
      },
    });

    const { status, payload } = await fn.invoke(queue.url);
    await fn.frozen();
    await fn.close();

    expect(status, payload).toBe('response');
    const names = collector.spans().map((each) => each.name);
    expect(names.sort()).toEqual([span, 'function-under-test', 'init'].sort());
  });
});
