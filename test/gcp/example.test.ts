import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { createProject, type Project } from './build-package.ts';
import { binaryEvent } from './cloud-events.ts';
import { call, startFramework } from './start-framework.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let collector: Collector;
let project: Project;

beforeAll(async () => {
  [collector, project] = await Promise.all([startCollector(), createProject()]);
  copyFileSync('examples/gcp/index.mjs', join(project.directory, 'index.mjs'));
});
afterAll(async () => {
  project.remove();
  await collector.close();
});

test('the example prints a label in the trace of whoever asks for it', async () => {
  const { port, stop } = await startFramework(project, {
    source: 'index.mjs',
    target: 'labels',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, K_SERVICE: 'labels' },
  });
  collector.clear();

  const printed = await call(port, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent },
    body: { id: '42' },
  });
  await stop();

  expect([printed.status, printed.body]).toEqual([201, '{"label":"LBL-42"}']);
  expect(collector.spans().map(({ name, traceId }) => [name, traceId])).toEqual([
    ['print label', traceparent.split('-')[1]],
    ['POST', traceparent.split('-')[1]],
  ]);
});

test('the example prices an order and packs it, in one trace', async () => {
  collector.clear();
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, K_SERVICE: 'shop' };
  const common = { source: 'index.mjs', environment };
  const orders = await startFramework(project, { ...common, target: 'orders' });
  const pack = await startFramework(project, {
    ...common,
    target: 'pack',
    signature: 'cloudevent',
  });
  const headers = { 'content-type': 'application/json' };
  const body = { items: [{ price: 3 }, { price: 4 }] };

  const priced = await call(orders.port, { method: 'POST', headers, body });
  const [, root] = collector.spans();
  const message = {
    messageId: '1',
    data: Buffer.from('{"id":"42"}').toString('base64'),
    attributes: { traceparent: `00-${root?.traceId}-${root?.spanId}-01` },
  };
  const packed = await call(
    pack.port,
    binaryEvent({
      specversion: '1.0',
      id: '1',
      type: 'google.cloud.pubsub.topic.v1.messagePublished',
      source: '//pubsub.googleapis.com/projects/shop/topics/orders',
      data: { message },
    }),
  );
  await Promise.all([orders.stop(), pack.stop()]);

  expect([priced.status, priced.body, packed.status]).toEqual([200, '{"total":7}', 204]);
  expect(collector.spans().map(({ name }) => name)).toEqual([
    'price the order',
    'POST',
    'process orders',
  ]);
  expect(new Set(collector.spans().map(({ traceId }) => traceId)).size).toBe(1);
});
