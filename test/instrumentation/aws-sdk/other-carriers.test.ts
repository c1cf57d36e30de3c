import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { deepFreeze, hasValidSignature, jsonBody, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

test('EventBridge: each event with a JSON object for its detail carries the span', async () => {
  const aws = await localAws([{ body: { FailedEntryCount: 0, Entries: [] } }]);
  const traced = tracedAws();
  const details = ['{"id":12345678901234567890}', '{}', '[1]', '{"traceparent":"theirs"}'];
  const Entries = details.map((Detail) => ({
    Source: 's',
    DetailType: 't',
    EventBusName: 'arn:aws:events:eu-west-1:123456789012:event-bus/trade',
    Detail,
  }));

  await new EventBridgeClient(aws.client).send(new PutEventsCommand(deepFreeze({ Entries })));

  const sent = jsonBody(aws.requests[0])['Entries'] as { Detail: string }[];
  const ours = `"traceparent":"${traced.traceparent()}"`;
  expect(sent.map(({ Detail }) => Detail)).toEqual([
    `{${ours},"id":12345678901234567890}`,
    `{${ours}}`,
    '[1]',
    '{"traceparent":"theirs"}',
  ]);
  expect(traced.span()).toMatchObject({
    name: 'send trade',
    kind: SpanKind.PRODUCER,
    attributes: { 'messaging.system': 'aws.eventbridge', 'messaging.batch.message_count': 4 },
  });
  expect(aws.requests[0] && (await hasValidSignature(aws.requests[0]))).toBe(true);
});

test('Kinesis: records that are JSON objects carry the span, and no others change', async () => {
  const aws = await localAws([{ body: {} }], { http2: true });
  const traced = tracedAws();
  const binary = Buffer.from([0x7b, 0xff, 0x7d]);
  const datas = [
    Buffer.from('{"a":1}'),
    Buffer.from('{"a":1}\n{"a":2}'),
    Buffer.from('text'),
    binary,
  ];
  const Records = datas.map((Data) => ({ Data, PartitionKey: 'p' }));

  await new KinesisClient(aws.client).send(
    new PutRecordsCommand(deepFreeze({ StreamName: 'clicks', Records })),
  );

  const sent = jsonBody(aws.requests[0])['Records'] as { Data: string }[];
  const [first, ...others] = sent.map(({ Data }) => Buffer.from(Data, 'base64'));
  expect(first?.toString()).toBe(`{"traceparent":"${traced.traceparent()}","a":1}`);
  expect(others).toEqual(datas.slice(1));
  expect(traced.span()).toMatchObject({
    name: 'send clicks',
    attributes: { 'aws.kinesis.stream_name': 'clicks', 'messaging.batch.message_count': 4 },
  });
});

const contextSent = (header: string | undefined) =>
  JSON.parse(Buffer.from(header ?? '', 'base64').toString());

test('Lambda: an invocation that is waited for carries the span in its client context', async () => {
  const aws = await localAws([{ body: '"done"' }]);
  const traced = tracedAws();
  const ClientContext = Buffer.from('{"client":{"a":1},"custom":{"b":2}}').toString('base64');
  const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:pay:live';

  await new LambdaClient(aws.client).send(new InvokeCommand({ FunctionName, ClientContext }));

  expect(contextSent(aws.requests[0]?.headers['x-amz-client-context'])).toEqual({
    client: { a: 1 },
    custom: { b: 2, traceparent: traced.traceparent() },
  });
  expect(traced.span()).toMatchObject({
    name: 'Lambda.Invoke',
    attributes: {
      'faas.invoked_name': 'pay',
      'faas.invoked_provider': 'aws',
      'faas.invoked_region': 'eu-west-1',
    },
  });
  expect(aws.requests[0] && (await hasValidSignature(aws.requests[0]))).toBe(true);
});

test('Lambda: an event, a full client context or one that is no JSON stays as it is', async () => {
  const aws = await localAws([{ body: '' }]);
  tracedAws();
  const client = new LambdaClient(aws.client);
  const full = Buffer.from(JSON.stringify({ custom: { a: 'x'.repeat(2600) } })).toString('base64');

  await client.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' }));
  await client.send(new InvokeCommand({ FunctionName: 'f', ClientContext: full }));
  await client.send(new InvokeCommand({ FunctionName: 'f', ClientContext: 'bm8=' }));
  await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'f' }));

  const sent = aws.requests.map(({ headers }) => headers['x-amz-client-context']);
  expect(sent.slice(0, 3)).toEqual([undefined, full, 'bm8=']);
  expect(contextSent(sent[3])).toHaveProperty('custom.traceparent');
});

test('Lambda: a function that fails is an error of the call, although it was answered', async () => {
  const aws = await localAws([{ headers: { 'x-amz-function-error': 'Unhandled' }, body: {} }]);
  const traced = tracedAws();

  await new LambdaClient(aws.client).send(new InvokeCommand({ FunctionName: '123:pay' }));

  expect(traced.span()).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'error.type': 'Unhandled', 'http.response.status_code': 200 },
  });
});

test('Step Functions: an execution carries the span, unless its name allows no other input', async () => {
  const aws = await localAws([{ body: { executionArn: 'e', startDate: 0 } }]);
  const traced = tracedAws();
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:pay';
  const client = new SFNClient(aws.client);

  await client.send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
  await client.send(new StartExecutionCommand({ stateMachineArn }));
  await client.send(new StartExecutionCommand({ stateMachineArn, name: 'n', input: '{"a":1}' }));

  const sent = aws.requests.map((request) => JSON.parse(String(jsonBody(request)['input'])));
  expect(sent.map((input) => Object.keys(input))).toEqual([
    ['traceparent', 'a'],
    ['traceparent'],
    ['a'],
  ]);
  expect(traced.spans()[0]).toMatchObject({
    name: 'SFN.StartExecution',
    attributes: { 'aws.step_functions.state_machine.arn': stateMachineArn },
  });
});
