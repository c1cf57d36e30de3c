import { propagation, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { sqs } from '../../../src/aws/triggers/sqs.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

const sender = { traceId, spanId };

test('a single message becomes a consumer span that continues and links to its producer', () => {
  const root = rootSpanOf(sqs, 'sqs/single');

  expect(root).toMatchObject({ name: 'process orders', kind: SpanKind.CONSUMER });
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'pubsub',
    'messaging.system': 'aws_sqs',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'orders',
    'service.peer.name': 'aws_sqs:orders',
    'aws.sqs.queue.url': 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders',
    'messaging.message.id': '059f36b4-87a3-44ab-83d2-661970000001',
    'antifreeze.message.delivery_count': 3,
    'antifreeze.event.age_ms': expect.any(Number),
  });
  expect(parentOf(root)).toEqual(sender);
  expect(root.links).toMatchObject([{ context: sender }]);
});

test('the baggage of a single message comes with it', () => {
  const { parent } = rootSpanOf(sqs, 'sqs/single');

  const baggage = propagation.getBaggage(parent ?? ROOT_CONTEXT);

  expect(baggage?.getEntry('tenant')?.value).toBe('acme');
});

test('a batch of several traces links to each, with what tells the messages apart', () => {
  const root = rootSpanOf(sqs, 'sqs/batch');

  expect(parentOf(root)).toBeUndefined();
  expect(root.attributes).toMatchObject({
    'messaging.batch.message_count': 3,
    'antifreeze.message.delivery_count': 4,
  });
  expect(root.attributes).not.toHaveProperty(['messaging.message.id']);
  expect(root.links).toMatchObject([
    {
      context: sender,
      attributes: {
        'messaging.message.id': '059f36b4-87a3-44ab-83d2-661970000001',
        'antifreeze.message.delivery_count': 1,
      },
    },
    {
      context: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' },
      attributes: { 'messaging.message.id': '059f36b4-87a3-44ab-83d2-661970000002' },
    },
  ]);
});

test('where all messages carry the same context, it is the parent as well', () => {
  const root = rootSpanOf(sqs, 'sqs/fifo');

  expect(root.name).toBe('process orders.fifo');
  expect(parentOf(root)).toEqual(sender);
  expect(root.links).toHaveLength(3);
});

test.each(['sns-wrapped', 'sns-raw', 'eventbridge', 'eventbridge-in-sns', 'trace-header'])(
  'the context is found in %s',
  (name) => {
    const root = rootSpanOf(sqs, `sqs/${name}`);

    expect(parentOf(root)).toEqual(sender);
  },
);

test('an id that AWS made up is no parent', () => {
  const now = Math.floor(Date.now() / 1_000).toString(16);
  const header = `Root=1-${now}-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1`;
  const event = { Records: [{ eventSource: 'aws:sqs', attributes: { AWSTraceHeader: header } }] };

  const root = sqs.rootSpan(event, undefined);

  expect(root.parent).toBeUndefined();
  expect(root.links).toEqual([]);
});

test('what a tracer wrote beside the message counts whatever X-Ray decided', () => {
  const { links } = rootSpanOf(sqs, 'sqs/trace-header');

  expect(links).toMatchObject([{ context: { ...sender, traceFlags: 1 } }]);
});

test('a body that is broken JSON, or nested too deep, is left alone', () => {
  const nested = [...Array(10)].reduce(
    (Message: string) => JSON.stringify({ Type: 'Notification', Message }),
    `{"traceparent":"${traceparent}"}`,
  );
  for (const body of ['{"traceparent":', nested, '{"traceparent":{}}', 'traceparent', null]) {
    const root = sqs.rootSpan({ Records: [{ eventSource: 'aws:sqs', body }] }, undefined);

    expect(root.parent).toBeUndefined();
  }
});

test('the oldest message says how long the batch waited', () => {
  const now = Date.now();
  const event = {
    Records: [1_000, 60_000, 10].map((age) => ({
      eventSource: 'aws:sqs',
      attributes: { SentTimestamp: String(now - age) },
    })),
  };

  const { attributes } = sqs.rootSpan(event, undefined);

  expect(attributes['antifreeze.event.age_ms']).toBeGreaterThanOrEqual(60_000);
});

test('a batch from EventBridge Pipes is one, too', () => {
  const root = rootSpanOf(sqs, 'sqs/pipe');

  expect(root.name).toBe('process orders');
  expect(root.attributes['messaging.batch.message_count']).toBe(2);
  expect(root.links).toMatchObject([{ context: sender }]);
  expect(root.parent).toBeUndefined();
});

test('a message with nothing but the required fields still has its queue', () => {
  const { attributes } = rootSpanOf(sqs, 'sqs/minimal');

  expect(attributes).toStrictEqual({
    'faas.trigger': 'pubsub',
    'messaging.system': 'aws_sqs',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'orders',
    'service.peer.name': 'aws_sqs:orders',
    'aws.sqs.queue.url': 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders',
    'messaging.message.id': 'm1',
  });
});

test.each([
  [{ batchItemFailures: [{ itemIdentifier: 'm2' }] }, 1],
  // Lambda takes the whole batch as failed.
  [{ batchItemFailures: [{ itemIdentifier: '' }] }, 3],
  [{ batchItemFailures: [{ messageId: 'm2' }] }, 3],
])('the result %j is a failure, counted as Lambda takes it', (result, count) => {
  expect(sqs.result?.(result, readEvent('sqs/batch'))).toEqual({
    attributes: { 'antifreeze.batch.failed_count': count },
    errorType: 'batch_item_failures',
    message: `${count} of 3 records failed`,
  });
});

test.each([
  [undefined, {}],
  [{ batchItemFailures: null }, {}],
  [{ batchItemFailures: [] }, { 'antifreeze.batch.failed_count': 0 }],
])('the result %j is no failure', (result, attributes) => {
  expect(sqs.result?.(result, readEvent('sqs/batch'))).toEqual({ attributes });
});

test('ten thousand messages of as many traces are linked to, each', () => {
  const hex = (n: number, length: number) => n.toString(16).padStart(length, '0');
  const event = {
    Records: Array.from({ length: 10_000 }, (_, n) => ({
      messageId: `m${n}`,
      eventSource: 'aws:sqs',
      messageAttributes: {
        traceparent: { stringValue: `00-${hex(n + 1, 32)}-${hex(n + 1, 16)}-01` },
      },
    })),
  };

  const { links } = sqs.rootSpan(event, undefined);

  expect(links).toHaveLength(10_000);
  expect(links?.[9_999]).toMatchObject({
    context: { traceId: hex(10_000, 32) },
    attributes: { 'messaging.message.id': 'm9999' },
  });
});

test('messages of one trace with spans of their own continue it under the oldest', () => {
  const message = (span: string, SentTimestamp: string) => ({
    eventSource: 'aws:sqs',
    attributes: { SentTimestamp },
    messageAttributes: {
      traceparent: { dataType: 'String', stringValue: `00-${sender.traceId}-${span}-01` },
    },
  });
  const spans = ['00f067aa0ba902b7', 'b7ad6b7169203331', '53995c3f42cd8ad8'];
  const Records = [
    message('00f067aa0ba902b7', '1700000000002'),
    message('b7ad6b7169203331', '1700000000001'),
    message('53995c3f42cd8ad8', '1700000000003'),
  ];

  const root = sqs.rootSpan({ Records }, undefined);
  const withStranger = sqs.rootSpan(
    { Records: [...Records, { eventSource: 'aws:sqs' }] },
    undefined,
  );

  expect(parentOf(root)).toEqual({ traceId: sender.traceId, spanId: 'b7ad6b7169203331' });
  expect(root.links?.map(({ context }) => context.spanId)).toEqual(spans);
  expect(withStranger.parent).toBeUndefined();
});
