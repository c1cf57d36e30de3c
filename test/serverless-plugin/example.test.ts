import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrderEvent, exportOrdersEvent } from '../../examples/orders/events.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { startFunction } from '../../harness/lambda/index.ts';
import { type Queue, startQueue } from '../../harness/queue/queue.ts';
import { functionOf, type Packaged, packageService } from './osls.ts';
import { writePackage } from './workspace.ts';

let collector: Collector;
let queue: Queue;
let directory: string;
let packaged: Packaged;

const deployedFiles = [
  'serverless.yml',
  'package.json',
  'dist/esm/index.js',
  'dist/esm/create-sender.js',
  'examples/orders',
  'node_modules/@opentelemetry/api',
];

beforeAll(async () => {
  [collector, queue] = await Promise.all([startCollector(), startQueue('packing')]);
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'repository-'));
  const service = join(directory, 'service');
  await writePackage(service);
  for (const path of deployedFiles)
    cpSync(path, join(service, path), { recursive: true, dereference: true });
  packaged = packageService(service, '--param', `endpoint=${collector.url}`);
  unzip('antifreeze-orders.zip', 'task');
  unzip('antifreeze.zip', 'opt');
  // Lambda's runtime brings the AWS SDK.
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(realpathSync('node_modules/@aws-sdk'), join(directory, 'node_modules/@aws-sdk'));
});
afterAll(async () => {
  await queue.close();
  await collector.close();
  rmSync(directory, { recursive: true, force: true });
});

function unzip(artifact: string, folder: string): void {
  const zip = join(directory, 'service/.serverless', artifact);
  mkdirSync(join(directory, folder));
  execFileSync('unzip', ['-q', zip, '-d', join(directory, folder)]);
}

/** Calls just what would be uploaded, with the variables that the template gives to the function. */
async function callDeployed(name: string, event: unknown): Promise<string> {
  const { handler, variables } = functionOf(packaged, name);
  const environment = variables as Record<string, string>;
  // Lambda has the layer's files in /opt.
  const wrapper = environment['AWS_LAMBDA_EXEC_WRAPPER']?.replace('/opt', join(directory, 'opt'));
  const fn = await startFunction({
    directory: join(directory, 'task'),
    handler: String(handler),
    environment: {
      ...environment,
      AWS_LAMBDA_EXEC_WRAPPER: wrapper ?? '',
      AWS_ENDPOINT_URL_SQS: queue.endpoint,
      PACKING_QUEUE_URL: queue.url,
    },
  });
  const { status, payload } = await fn.invoke(event);
  await fn.frozen();
  await fn.close();
  expect(status, payload).toBe('response');
  return payload;
}

const find = (name: string) => collector.spans().find((span) => span.name === name);

test('an order is one trace from the API over the queue to the worker', async () => {
  collector.clear();

  await callDeployed('orders', createOrderEvent({ sku: 'ice-tray', quantity: 2 }));
  await callDeployed('worker', queue.takeEvent());

  const [root, packed] = [find('POST /orders'), find('pack order')];
  expect(packed).toMatchObject({ traceId: root?.traceId });
  expect(root?.resource).toMatchObject({
    'service.name': 'antifreeze-orders-dev',
    'deployment.environment.name': 'dev',
  });
  // Those of the API and of the worker, which traces itself too.
  expect(collector.spans().filter((span) => span.name === 'init')).toHaveLength(2);
});

test('the streamed export is traced under its own service name', async () => {
  collector.clear();

  const lines = await callDeployed('export', exportOrdersEvent());

  expect(lines).toContain('order-1');
  expect(find('export orders')?.resource['service.name']).toBe('antifreeze-orders-export');
});
