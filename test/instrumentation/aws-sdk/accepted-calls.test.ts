import {
  DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { context, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { withSnsContext } from '../../../src/propagation/sns.ts';
import { withSqsContext } from '../../../src/propagation/sqs.ts';
import { jsonBody, type LocalAws, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const QueueUrl = 'http://localhost/1/orders';
const text = { DataType: 'String', StringValue: 'x' };
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text]));
const clientOf = (aws: LocalAws) => new SQSClient({ ...aws.client, md5: false });

type Stack = SQSClient['middlewareStack'];
type Added = Parameters<Stack['add']>[0];

/** Where the caller's own middleware may stand so that it changes what is sent. */
const places: readonly { place: string; add: (stack: Stack, middleware: Added) => void }[] = [
  { place: 'first', add: (stack, added) => stack.add(added as never, { step: 'initialize' }) },
  {
    place: 'before the request is made',
    add: (stack, added) => stack.add(added as never, { step: 'serialize', priority: 'high' }),
  },
  {
    place: 'just before the request is made',
    add: (stack, added) =>
      stack.addRelativeTo(added, { relation: 'before', toMiddleware: 'serializerMiddleware' }),
  },
];

test.each(places)(
  'what the middleware of a caller adds to a message comes before what we add: $place',
  async ({ add }) => {
    const aws = await localAws();
    tracedAws();
    const client = clientOf(aws);
    add(client.middlewareStack, (next) => (args) => {
      const input = args.input as { MessageAttributes: object };
      const MessageAttributes = { ...input.MessageAttributes, tenth: text };
      return next({ ...args, input: { ...input, MessageAttributes } } as never);
    });

    await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(9) }),
    );

    const names = Object.keys(jsonBody(aws.requests[0])['MessageAttributes'] as object);
    expect(names).toHaveLength(10);
    expect(names).toContain('tenth');
  },
);

test('a message carries its own span, whatever the middleware of a caller makes active', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const client = clientOf(aws);
  client.middlewareStack.add(
    (next) => (args) => {
      const inner = traced.telemetry.tracer.startSpan('inner');
      return context.with(trace.setSpan(context.active(), inner), next, undefined, args);
    },
    { step: 'initialize' },
  );

  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));

  expect(jsonBody(aws.requests[0])).toHaveProperty(
    'MessageAttributes.traceparent.StringValue',
    traced.traceparent(),
  );
});

test('a change that middleware makes to its input is one of the command, as without tracing', async () => {
  const aws = await localAws();
  tracedAws();
  const client = clientOf(aws);
  const seen: unknown[] = [];
  for (const step of ['initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize'])
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.input, { [step]: true });
        seen.push(args.input);
        return next(args);
      },
      { step: step as 'initialize' },
    );
  const command = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });

  await client.send(command);

  expect(new Set(seen)).toEqual(new Set([command.input]));
  expect(command.input).toEqual({
    QueueUrl,
    MessageBody: 'x',
    initialize: true,
    serialize: true,
    build: true,
    finalizeRequest: true,
    deserialize: true,
  });
  expect(jsonBody(aws.requests[0])).toHaveProperty('MessageAttributes.traceparent');
});

test('a function that tells the region is called as often as without tracing', async () => {
  const aws = await localAws();
  const called = async () => {
    let calls = 0;
    const region = async () => {
      calls += 1;
      return 'eu-central-1';
    };
    const client = new DynamoDBClient({ ...aws.client, region });
    await client.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
    return calls;
  };
  const bare = await called();
  const traced = tracedAws();

  expect(await called()).toBe(bare);
  expect(traced.span().attributes['cloud.region']).toBe('eu-central-1');
});

test('Kinesis: data that is given as a text carries the span, too', async () => {
  const aws = await localAws([{}], { http2: true });
  const traced = tracedAws();

  await new KinesisClient(aws.client).send(
    new PutRecordCommand({
      StreamName: 'clicks',
      PartitionKey: 'p',
      Data: '{"a":"ä"}' as unknown as Uint8Array,
    }),
  );

  const data = Buffer.from(String(jsonBody(aws.requests[0])['Data']), 'base64').toString();
  expect(data).toBe(`{"traceparent":"${traced.traceparent()}","a":"ä"}`);
});

test('DynamoDB: members of a transaction that are undefined take nothing from its span', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const Key = { id: { S: '1' } };

  await new DynamoDBClient(aws.client).send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: undefined, Delete: { TableName: 'orders', Key } },
        { ConditionCheck: undefined, Delete: { TableName: 'carts', Key } },
      ],
    }),
  );

  expect(traced.span().attributes).toMatchObject({
    'db.operation.name': 'TransactWriteItems',
    'aws.dynamodb.table_names': ['orders', 'carts'],
  });
});

test('messages carry no field that SQS and SNS would refuse', () => {
  const fields = { 'uberctx-a+b': '1', 'AWS.trace': '1', empty: '', lone: '\ud800', good: 'é' };

  expect(Object.keys(withSqsContext(undefined, fields) ?? {})).toEqual(['good']);
  expect(Object.keys(withSnsContext(undefined, fields) ?? {})).toEqual(['good']);
});
