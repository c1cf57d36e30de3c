import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { context, SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { deepFreeze, hasValidSignature, jsonBody, type LocalAws, localAws } from './local-aws.ts';
import { contextWithState, tracedAws } from './traced-aws.ts';

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
const clientOf = (aws: LocalAws) =>
  new SQSClient({ ...aws.client, md5: false, useQueueUrlAsEndpoint: false });
const attributes = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]),
  );

test('a sent message is a producer span, and carries it', async () => {
  const aws = await localAws([{ body: { MessageId: 'm1' } }]);
  const traced = tracedAws();

  await clientOf(aws).send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));

  expect(traced.span()).toMatchObject({
    name: 'send orders',
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.system': 'aws_sqs',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'service.peer.name': 'aws_sqs:orders',
      'messaging.message.id': 'm1',
      'aws.sqs.queue.url': QueueUrl,
      'rpc.method': 'SendMessage',
    },
  });
  expect(jsonBody(aws.requests[0])['MessageAttributes']).toEqual({
    traceparent: { DataType: 'String', StringValue: traced.traceparent() },
  });
  expect(aws.requests[0] && (await hasValidSignature(aws.requests[0]))).toBe(true);
});

test('each message of a batch carries it, where there is room, and has none of its own', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const own = { traceparent: { DataType: 'String', StringValue: 'theirs' } };
  const Entries = deepFreeze([
    { Id: '1', MessageBody: 'a' },
    { Id: '2', MessageBody: 'b', MessageAttributes: attributes(9) },
    { Id: '3', MessageBody: 'c', MessageAttributes: attributes(10) },
    { Id: '4', MessageBody: 'd', MessageAttributes: own },
  ]);

  await clientOf(aws).send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  const sent = jsonBody(aws.requests[0])['Entries'] as { MessageAttributes: object }[];
  const ours = { traceparent: { DataType: 'String', StringValue: traced.traceparent() } };
  expect(sent.map(({ MessageAttributes }) => MessageAttributes)).toEqual([
    ours,
    { ...attributes(9), ...ours },
    attributes(10),
    own,
  ]);
  expect(traced.span().attributes['messaging.batch.message_count']).toBe(4);
});

test('with room for one attribute, the trace goes before its state', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const parent = contextWithState(traced);
  const send = (count: number) =>
    context.with(parent, () =>
      clientOf(aws).send(
        new SendMessageCommand({ QueueUrl, MessageBody: '', MessageAttributes: attributes(count) }),
      ),
    );

  await send(8);
  await send(9);

  const names = aws.requests.map((request) =>
    Object.keys(jsonBody(request)['MessageAttributes'] as object).slice(-2),
  );
  expect(names).toEqual([
    ['traceparent', 'tracestate'],
    ['a8', 'traceparent'],
  ]);
});

test.each([
  [256 * 1024 - 20, false],
  [256 * 1024 - 1400, true],
  [256 * 1024 + 1, true],
  [1024 * 1024 - 20, false],
])('a message of %i bytes carries context: %s, for the limits of queues', async (size, carries) => {
  const aws = await localAws();
  tracedAws();

  await clientOf(aws).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(size) }));

  expect('MessageAttributes' in jsonBody(aws.requests[0])).toBe(carries);
});

test('a batch grows by as many contexts as fit', async () => {
  const aws = await localAws();
  tracedAws();
  // Room for one context, and what is left free of the 256 KiB.
  const MessageBody = 'x'.repeat(100 * 1024);
  const last = 'x'.repeat(56 * 1024 - 1024 - 100);
  const Entries = [MessageBody, MessageBody, last].map((body, Id) => ({
    Id: `${Id}`,
    MessageBody: body,
  }));

  await clientOf(aws).send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  const sent = jsonBody(aws.requests[0])['Entries'] as object[];
  expect(sent.map((entry) => 'MessageAttributes' in entry)).toEqual([true, false, false]);
});

test('a message in a batch stays within the limit of its queue, which is not that of the batch', async () => {
  const aws = await localAws();
  tracedAws();
  const Entries = ['1', '2'].map((Id) => ({ Id, MessageBody: 'x'.repeat(256 * 1024 - 50) }));

  await clientOf(aws).send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  const sent = jsonBody(aws.requests[0])['Entries'] as object[];
  expect(sent.map((entry) => 'MessageAttributes' in entry)).toEqual([false, false]);
});

test('received messages are asked for their context, and linked to', async () => {
  const sender = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const Messages: Message[] = [
    {
      MessageId: 'm1',
      Body: '',
      MessageAttributes: { traceparent: { DataType: 'String', StringValue: sender } },
    },
    {
      MessageId: 'm2',
      Body: '',
      Attributes: {
        AWSTraceHeader:
          'Root=1-ffffffff-43dd8448eb211c80319c0000;Parent=b7ad6b7169203332;Sampled=0',
      },
    },
    { MessageId: 'm3', Body: '' },
  ];
  const aws = await localAws([{ body: { Messages } }]);
  const traced = tracedAws();
  const input = deepFreeze({ QueueUrl, MessageAttributeNames: ['kind'] });

  const { Messages: received } = await clientOf(aws).send(new ReceiveMessageCommand(input));

  expect(received).toEqual(Messages);
  expect(jsonBody(aws.requests[0])).toMatchObject({
    MessageAttributeNames: ['kind', 'traceparent', 'tracestate', 'baggage'],
    MessageSystemAttributeNames: ['AWSTraceHeader'],
  });
  expect(traced.span()).toMatchObject({
    name: 'receive orders',
    kind: SpanKind.CLIENT,
    attributes: { 'messaging.operation.type': 'receive', 'messaging.batch.message_count': 3 },
    links: [
      { context: { spanId: 'b7ad6b7169203331' }, attributes: { 'messaging.message.id': 'm1' } },
      { context: { spanId: 'b7ad6b7169203332' }, attributes: { 'messaging.message.id': 'm2' } },
    ],
  });
});

test('who asks for all attributes, or in the older way, does so still', async () => {
  const aws = await localAws();
  tracedAws();

  await clientOf(aws).send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageAttributeNames: ['.*'],
      AttributeNames: ['QueueArn'],
    }),
  );

  expect(jsonBody(aws.requests[0])).toEqual({
    QueueUrl,
    MessageAttributeNames: ['.*'],
    AttributeNames: ['QueueArn', 'AWSTraceHeader'],
  });
});

test('switched off, messages are as they were, and spans as ever', async () => {
  const aws = await localAws();
  const traced = tracedAws({ messageContext: { SQS: false } });

  await clientOf(aws).send(new ReceiveMessageCommand({ QueueUrl }));
  await clientOf(aws).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await clientOf(aws).send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'r' }));

  expect(aws.requests.slice(0, 2).map(jsonBody)).toEqual([
    { QueueUrl },
    { QueueUrl, MessageBody: 'x' },
  ]);
  expect(traced.spans().map(({ name }) => name)).toEqual([
    'receive orders',
    'send orders',
    'settle orders',
  ]);
});
