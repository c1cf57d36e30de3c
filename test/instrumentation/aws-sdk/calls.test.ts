import { channel } from 'node:diagnostics_channel';
import { DynamoDB, DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Context, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { expect, test } from 'vitest';
import { startInvocation } from '../../../src/core/start-invocation.ts';
import { deepFreeze, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const getItem = () => new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } });
const sendMessage = (QueueUrl = 'http://localhost/1/orders') =>
  new SendMessageCommand({ QueueUrl, MessageBody: 'hello' });

test('a call is one client span, named and attributed by the AWS SDK conventions', async () => {
  const aws = await localAws();
  const traced = tracedAws();

  await new DynamoDBClient(aws.client).send(getItem());

  expect(traced.span()).toMatchObject({
    name: 'DynamoDB.GetItem',
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'GetItem',
      'cloud.region': 'eu-west-1',
      'aws.request_id': 'request-1',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(aws.endpoint).port),
      'service.peer.name': 'DynamoDB',
    },
  });
});

test('a client that was made and used before is traced from then on', async () => {
  const aws = await localAws();
  const client = new DynamoDBClient({ ...aws.client, cacheMiddleware: true });
  await client.send(getItem());
  const traced = tracedAws();

  await client.send(getItem());
  await client.send(getItem());

  expect(traced.spans()).toHaveLength(2);
});

test('undone, the class is as it was, and clients that were traced are so no longer', async () => {
  const aws = await localAws();
  const classOfAll = Object.getPrototypeOf(DynamoDBClient.prototype);
  const original = classOfAll.send;
  const traced = tracedAws();
  const client = new DynamoDBClient(aws.client);
  await client.send(getItem());

  traced.undo();
  await client.send(getItem());

  expect(classOfAll.send).toBe(original);
  expect(traced.spans()).toHaveLength(1);
  expect(aws.requests[1]?.headers).not.toHaveProperty('x-amzn-trace-id');
});

test('however often the SDK is required, its class is patched once', async () => {
  const classOfAll = Object.getPrototypeOf(DynamoDBClient.prototype);
  const original = classOfAll.send;
  const traced = tracedAws();
  const patched = classOfAll.send;

  const required = { id: '@smithy/core/client', result: { Client: classOfAll.constructor } };
  channel('tracing:module.require:end').publish(required);
  const patchedAgain = classOfAll.send;
  traced.undo();

  expect(patched).not.toBe(original);
  expect(patchedAgain).toBe(patched);
  expect(classOfAll.send).toBe(original);
});

test('a failure reaches the caller as it is, and the span tells of it', async () => {
  const aws = await localAws([
    { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such table' } },
  ]);
  const traced = tracedAws();

  const error = await new DynamoDBClient(aws.client).send(getItem()).catch((thrown) => thrown);

  expect(error).toMatchObject({ name: 'ResourceNotFoundException' });
  expect(traced.span()).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'no such table' },
    attributes: {
      'error.type': 'ResourceNotFoundException',
      'http.response.status_code': 400,
      'aws.request_id': 'request-1',
    },
    events: [{ name: 'exception' }],
  });
});

test('a call that its caller gives up ends its span, and is no failure', async () => {
  const aws = await localAws([{ silent: true }]);
  const traced = tracedAws();
  const abort = new AbortController();

  const call = new DynamoDBClient(aws.client).send(getItem(), { abortSignal: abort.signal });
  const outcome = expect(call).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => aws.requests.length).toBe(1);
  abort.abort();

  await outcome;
  expect(traced.span().status.code).toBe(SpanStatusCode.UNSET);
});

test('callbacks get what they would, in the context of their caller', async () => {
  const aws = await localAws([{ body: { Count: 0 } }]);
  const traced = tracedAws();
  const caller = trace.setSpan(context.active(), traced.telemetry.tracer.startSpan('caller'));
  const client = new DynamoDB(aws.client);

  const called = await new Promise<{ error: unknown; output: unknown; active: Context }>(
    (resolve) => {
      context.with(caller, () =>
        client.scan({ TableName: 'orders' }, (error, output) =>
          resolve({ error, output, active: context.active() }),
        ),
      );
    },
  );

  expect(called).toMatchObject({ error: null, output: { Count: 0 } });
  expect(called.active).toBe(caller);
  expect(traced.span().name).toBe('DynamoDB.Scan');
});

test('a paginator is one span a page', async () => {
  const aws = await localAws([
    { body: { Count: 1, LastEvaluatedKey: { id: { S: '1' } } } },
    { body: { Count: 1 } },
  ]);
  const traced = tracedAws();
  const client = new DynamoDBClient(aws.client);

  let pages = 0;
  for await (const _page of paginateScan({ client }, { TableName: 'orders' })) pages += 1;

  expect(pages).toBe(2);
  expect(traced.spans().map(({ name }) => name)).toEqual(['DynamoDB.Scan', 'DynamoDB.Scan']);
});

test('what the SDK does for a call is within it, and what its caller does is not', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const seen: unknown[] = [];
  const client = new DynamoDBClient(aws.client);
  client.middlewareStack.add(
    (next) => (args) => {
      seen.push(trace.getActiveSpan()?.spanContext().spanId);
      return next(args);
    },
    { step: 'finalizeRequest' },
  );

  const call = client.send(getItem());
  const outside = trace.getActiveSpan();
  await call;

  expect([outside, trace.getActiveSpan()]).toEqual([undefined, undefined]);
  expect(seen).toEqual([traced.span().spanContext().spanId]);
});

test('calls that a call needs, for its credentials say, are its children', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const vault = new SQSClient({ ...aws.client, md5: false });
  const client = new DynamoDBClient({
    ...aws.client,
    credentials: async () => {
      await vault.send(sendMessage());
      return aws.client.credentials;
    },
  });

  await client.send(getItem());

  const [inner, outer] = traced.spans();
  expect([inner?.name, outer?.name]).toEqual(['send orders', 'DynamoDB.GetItem']);
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
});

test('to resolve a command without sending it, as to sign a URL, is no call', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const client = new DynamoDBClient(aws.client);
  await client.send(getItem());

  const handler = getItem().resolveMiddleware(client.middlewareStack.clone(), client.config, {});
  await handler(getItem());

  expect(traced.spans()).toHaveLength(1);
  expect(aws.requests).toHaveLength(2);
});

test('to sign a URL within a call is no call either', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const other = new DynamoDBClient(aws.client);
  await other.send(getItem());
  const client = new DynamoDBClient({
    ...aws.client,
    credentials: async () => {
      await getItem().resolveMiddleware(other.middlewareStack.clone(), other.config, {})(getItem());
      return aws.client.credentials;
    },
  });

  await client.send(getItem());

  expect(aws.requests).toHaveLength(3);
  expect(traced.spans()).toHaveLength(2);
});

test('where tracing is suppressed, calls are as without', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const client = new SQSClient({ ...aws.client, md5: false });

  await context.with(suppressTracing(context.active()), () => client.send(sendMessage()));

  expect(traced.spans()).toEqual([]);
  expect(aws.requests[0]?.headers).not.toHaveProperty('x-amzn-trace-id');
  expect(aws.requests[0]?.body.toString()).not.toContain('traceparent');
});

test('a call that nobody waits for ends with the invocation', async () => {
  const aws = await localAws([{ silent: true }]);
  const traced = tracedAws();
  const client = new DynamoDBClient(aws.client);
  const invocation = startInvocation(traced.telemetry, () => undefined, {
    event: {},
    platform: {},
    name: 'root',
    attributes: {},
    deadline: Number.POSITIVE_INFINITY,
  });

  invocation.run(() => void client.send(getItem()).catch(() => undefined));
  await expect.poll(() => aws.requests.length).toBe(1);
  await invocation.end();
  client.destroy();

  expect(traced.spans().map(({ name }) => name)).toEqual(['DynamoDB.GetItem', 'root']);
});

test('what the caller handed in is never changed', async () => {
  const aws = await localAws();
  tracedAws();
  const input = deepFreeze({
    QueueUrl: 'http://localhost/1/orders',
    MessageBody: 'x',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'a' } },
  });

  await new SQSClient({ ...aws.client, md5: false }).send(new SendMessageCommand(input));

  expect(aws.requests[0]?.body.toString()).toContain('traceparent');
});
