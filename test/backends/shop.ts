import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import {
  createOrderEvent,
  exportOrdersEvent,
  getOrderEvent,
} from '../../examples/orders/events.ts';
import { startCollector } from '../../harness/collector/collector.ts';
import { startTee } from '../../harness/collector/tee.ts';
import { startServing } from '../../harness/gcp/serving-process.ts';
import type { LambdaFunction } from '../../harness/lambda/index.ts';
import { startQueue } from '../../harness/queue/queue.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const framework = fileURLToPath(
  new URL(
    '../../node_modules/@google-cloud/functions-framework/build/src/main.js',
    import.meta.url,
  ),
);

/**
 * Has the example functions make all that traces can have, and send it to `endpoint`: an API that fails and one that
 * streams, a queue, a worker with an order alone and with two of different callers, a function on Google Cloud that it
 * calls, and a worker whose time is up as it waits. Environments start when they are needed, as on Lambda. Gives what
 * was sent.
 */
export async function runShop(endpoint: string): Promise<readonly CollectedSpan[]> {
  const witness = await startCollector();
  onTestFinished(() => witness.close());
  const tee = await startTee(endpoint, witness);
  onTestFinished(() => tee.close());
  const queue = await startQueue('packing');
  onTestFinished(() => queue.close());
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: tee.url,
    OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop',
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    PACKING_QUEUE_URL: queue.url,
  };
  const labels = await startLabels(tee.url);

  const api = await start('orders', 'index.handler', environment);
  await invoke(api, createOrderEvent({ sku: 'ice-tray', quantity: 2 }));
  const packing = await start('packing', 'worker.handler', {
    ...environment,
    LABELS_URL: `http://127.0.0.1:${labels.port}/`,
  });
  await invoke(packing, queue.takeEvent());

  await invoke(api, getOrderEvent('order-1'));
  await invoke(api, createOrderEvent({ sku: 'snow-globe', quantity: 1 }));
  await invoke(
    await start('orders-export', 'index.exportOrders', environment),
    exportOrdersEvent(),
  );

  await invoke(api, createOrderEvent({ sku: 'ice-tray', quantity: 1 }));
  await invoke(api, createOrderEvent({ sku: 'scraper', quantity: 1 }));
  await invoke(packing, queue.takeEvent());

  await invoke(api, createOrderEvent({ sku: 'scraper', quantity: 3 }));
  const slow = await start('packing-slow', 'worker.handler', {
    ...environment,
    LABELS_URL: await silentServer(),
  });
  await invoke(slow, queue.takeEvent());
  expect(await tee.refusals()).toEqual([]);
  expect(witness.spans()).toHaveLength(spansOfShop);
  return witness.spans();
}

/** Roots and what is below them, three times `init`, and those of Google's function. */
const spansOfShop = 47;

async function start(
  functionName: string,
  handler: string,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaFunction> {
  const started = await startFunction({
    directory: join(examples, 'orders'),
    handler,
    functionName,
    environment,
    timeoutMs: functionName === 'packing-slow' ? 2_000 : 10_000,
  });
  onTestFinished(() => started.close());
  if (started.initError) throw new Error(`${handler}: ${started.initError.errorMessage}`);
  return started;
}

async function invoke(target: LambdaFunction, event: unknown): Promise<void> {
  await target.invoke(event);
  await target.frozen();
}

async function startLabels(endpoint: string) {
  const labels = await startServing({
    args: [framework],
    directory: join(examples, 'gcp'),
    ready: 'URL:',
    environment: {
      FUNCTION_SOURCE: join(examples, 'gcp/index.mjs'),
      FUNCTION_TARGET: 'labels',
      K_SERVICE: 'labels',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shipping',
    },
  });
  onTestFinished(() => labels.stop());
  return labels;
}

/** The address of a server that takes requests and never answers. */
async function silentServer(): Promise<string> {
  const server = createServer(() => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
