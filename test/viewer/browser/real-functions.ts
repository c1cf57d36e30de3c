import { join } from 'node:path';
import {
  createOrderEvent,
  exportOrdersEvent,
  getOrderEvent,
} from '../../../examples/orders/events.ts';
import { startServing } from '../../../harness/gcp/serving-process.ts';
import type { LambdaFunction } from '../../../harness/lambda/index.ts';
import { startQueue } from '../../../harness/queue/queue.ts';
import { startFunction } from '../../start-function.ts';

const examples = join(import.meta.dirname, '../../../examples');

/**
 * Has the example functions send to a viewer what they send anywhere: from AWS's runtime client, through a queue to a
 * worker, and on to a function on Google's Functions Framework. One call fails, one is ended by its time-out.
 */
export async function runFunctions(endpoint: string): Promise<void> {
  const queue = await startQueue('packing');
  const google = await startServing({
    args: [join(examples, '../node_modules/@google-cloud/functions-framework/build/src/main.js')],
    directory: join(examples, 'gcp'),
    ready: 'URL:',
    environment: {
      FUNCTION_SOURCE: join(examples, 'gcp/index.mjs'),
      FUNCTION_TARGET: 'labels',
      K_SERVICE: 'labels',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    },
  });
  const functions: LambdaFunction[] = [];
  const start = async (functionName: string, handler: string, directory: string) => {
    const started = await startFunction({
      directory,
      handler,
      functionName,
      timeoutMs: functionName === 'slow' ? 1500 : 10_000,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        AWS_ENDPOINT_URL_SQS: queue.endpoint,
        PACKING_QUEUE_URL: queue.url,
        LABELS_URL: `http://127.0.0.1:${google.port}/`,
      },
    });
    functions.push(started);
    return started;
  };
  const call = async (target: LambdaFunction, event: unknown) => {
    await target.invoke(event);
    await target.frozen();
  };
  const orders = join(examples, 'orders');
  try {
    const api = await start('orders', 'index.handler', orders);
    await call(api, getOrderEvent('order-1'));
    await call(
      api,
      createOrderEvent({ sku: 'ice-tray', quantity: 2 }, { sku: 'scraper', quantity: 1 }),
    );
    await call(await start('packing', 'worker.handler', orders), queue.takeEvent());
    await call(api, createOrderEvent({ sku: 'snow-globe', quantity: 1 }));
    await call(await start('orders-export', 'index.exportOrders', orders), exportOrdersEvent());
    for (let n = 0; n < 12; n += 1) await call(api, getOrderEvent(`order-${n}`));
    const own = join(import.meta.dirname, 'functions');
    await call(await start('returns', 'returns.handler', own), returnedTwice);
    const killed = await start('killed', 'killed.handler', own);
    await call(killed, {});
    await killed.invoke({ dies: true });
    // What that one left is sent by the next process.
    await call(killed, {});
    const slow = await start('slow', 'slow.handler', own);
    await call(slow, { seconds: 0 });
    await slow.invoke({ seconds: 5 });
    // On a busy machine that one's last moment is too short, and the next process sends what it left.
    await call(slow, { seconds: 0 });
  } finally {
    for (const each of functions) await each.close();
    await google.stop();
    await queue.close();
  }
}

/** A batch of two records, of which one has been there before and is not to be used. */
const returnedTwice = {
  Records: ['whole', 'broken'].map((body, index) => ({
    messageId: `returned-${index}`,
    receiptHandle: 'handle',
    body,
    attributes: {
      ApproximateReceiveCount: body === 'broken' ? '3' : '1',
      SentTimestamp: String(Date.now() - 5000),
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: String(Date.now() - 4000),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:returns',
    awsRegion: 'eu-central-1',
  })),
};
