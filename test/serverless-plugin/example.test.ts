import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrderEvent, exportOrdersEvent } from '../../examples/orders/events.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { type Queue, startQueue } from '../../harness/queue/queue.ts';
import { callDeployed } from './call-deployed.ts';
import { copyExample, type ExampleService } from './example-service.ts';
import { functionOf, type Packaged, packageService } from './osls.ts';

let collector: Collector;
let packing: Queue;
let spans: Queue;
let example: ExampleService;
let packaged: Packaged;
let task: string;
let opt: string;
let relay: string;

beforeAll(async () => {
  [collector, packing, spans, example] = await Promise.all([
    startCollector(),
    startQueue('packing'),
    startQueue('spans'),
    copyExample(),
  ]);
  packaged = packageService(example.service, '--param', `endpoint=${collector.url}`);
  const unzip = (artifact: string) => example.unzip(join(example.service, '.serverless', artifact));
  task = unzip('antifreeze-orders.zip');
  opt = unzip('antifreeze.zip');
  relay = unzip('antifreeze-relay.zip');
});
afterAll(async () => {
  example.remove();
  await Promise.all([packing, spans, collector].map((server) => server.close()));
});

/** Calls just what would be uploaded, with the variables that the template gives to the function. */
function call(name: string, event: unknown): Promise<string> {
  const { handler, variables } = functionOf(packaged, name);
  return callDeployed(
    {
      directory: task,
      opt,
      handler: String(handler),
      variables: {
        ...(variables as Record<string, string>),
        PACKING_QUEUE_URL: packing.url,
        ANTIFREEZE_RELAY_QUEUE_URL: spans.url,
      },
    },
    event,
  );
}

/** Hands what is in the relay's queue to its function. */
async function relaySpans(): Promise<void> {
  const { Handler, Environment } = packaged.resources['AntifreezeRelayFunction']?.Properties ?? {};
  const { Variables } = Environment as { Variables: Record<string, string> };
  await callDeployed(
    { directory: relay, handler: String(Handler), variables: Variables },
    spans.takeEvent(),
  );
}

const find = (name: string) => collector.spans().find((span) => span.name === name);

test('an order is one trace from the API over the queue to the worker, which comes through the relay', async () => {
  collector.clear();

  await call('orders', createOrderEvent({ sku: 'ice-tray', quantity: 2 }));
  await call('worker', packing.takeEvent());
  const before = collector.spans();
  await relaySpans();

  const [root, packed] = [find('POST /orders'), find('pack order')];
  expect(before).toEqual([]);
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

  const lines = await call('export', exportOrdersEvent());
  await relaySpans();

  expect(lines).toContain('order-1');
  expect(find('export orders')?.resource['service.name']).toBe('antifreeze-orders-export');
});
