import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { hasValidSignature, type LocalAws, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const getItem = () => new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } });
const sendMessage = () =>
  new SendMessageCommand({ QueueUrl: 'http://localhost/1/orders', MessageBody: 'hello' });

test('attempts are one span, which counts them, and each is signed rightly', async () => {
  const throttled = { status: 400, body: { __type: 'ThrottlingException', message: 'slow down' } };
  const aws = await localAws([throttled, throttled, {}]);
  const traced = tracedAws();

  await new SQSClient({ ...aws.client, md5: false }).send(sendMessage());

  expect(aws.requests).toHaveLength(3);
  expect(traced.span().attributes['http.request.resend_count']).toBe(2);
  expect(await Promise.all(aws.requests.map(hasValidSignature))).toEqual([true, true, true]);
  expect(new Set(aws.requests.map(({ body }) => body.toString())).size).toBe(1);
});

test.each([
  [
    'SQS',
    'send orders',
    (aws: LocalAws) => new SQSClient({ ...aws.client, md5: false }).send(sendMessage()),
  ],
  [
    'DynamoDB',
    'DynamoDB.GetItem',
    (aws: LocalAws) => new DynamoDBClient(aws.client).send(getItem()),
  ],
  [
    'Lambda',
    'Lambda.Invoke',
    (aws: LocalAws) =>
      new LambdaClient(aws.client).send(new InvokeCommand({ FunctionName: 'billing' })),
  ],
])(
  'an attempt of %s that fails and one that succeeds are one span, and both are signed rightly with our header',
  async (_service, name, call) => {
    const aws = await localAws([{ status: 500, body: { __type: 'InternalServerError' } }, {}]);
    const traced = tracedAws();

    await call(aws);

    const span = traced.span();
    const sender = expect.stringContaining(`Parent=${span.spanContext().spanId}`);
    expect(span).toMatchObject({
      name,
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'http.request.resend_count': 1, 'http.response.status_code': 200 },
    });
    expect(aws.requests.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual([sender, sender]);
    expect(await Promise.all(aws.requests.map(hasValidSignature))).toEqual([true, true]);
  },
);

test('a request that was changed after it was signed is told by the test itself', async () => {
  const aws = await localAws();
  await new SQSClient({ ...aws.client, md5: false }).send(sendMessage());
  const [request] = aws.requests;

  const changed = request && { ...request, body: Buffer.from('{}') };

  expect(request && (await hasValidSignature(request))).toBe(true);
  expect(changed && (await hasValidSignature(changed))).toBe(false);
});
