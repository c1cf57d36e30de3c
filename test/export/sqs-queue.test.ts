import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SQS } from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import { expect, onTestFinished, test } from 'vitest';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { encodeRelayMessage } from '../../src/export/relay-message.ts';
import { relaySender } from '../../src/export/relay-sender.ts';
import { callThroughClient, sqsQueue } from '../../src/export/sqs-queue.ts';
import { signedByAws } from './aws-signer.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { deadPort, inAMinute, type Received } from './otlp-endpoint.ts';
import { endedSpans } from './sample-spans.ts';
import {
  answeringQueue,
  batchAnswer,
  credentials,
  emulatedQueue,
  refusal,
  region,
  spanNamesIn,
  sqsCallTo,
} from './sqs-endpoint.ts';

const message = await encodeRelayMessage(Uint8Array.of(1, 2, 3), 'traces');

function clientOf(endpoint: string): SQS {
  const client = new SQS({ endpoint, region, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

test('a call is signed so that AWS would accept it', async () => {
  const { origin, queue, received } = await answeringQueue(batchAnswer());

  await queue.send([message], inAMinute());

  const { headers, body } = received[0] as Received;
  const signed = await signedByAws(
    {
      url: new URL(origin),
      headers: {
        'content-type': String(headers['content-type']),
        'x-amz-target': String(headers['x-amz-target']),
      },
      body: body.toString(),
    },
    { region, service: 'sqs' },
    credentials,
    signingDateOf(String(headers['x-amz-date'])),
  );
  expect(headers).toMatchObject(signed);
  expect(headers['x-amz-target']).toBe('AmazonSQS.SendMessageBatch');
});

test.each([-3_600_000, 3_600_000])('a clock that is %i ms off is set right once', async (skew) => {
  const hasTime = ({ headers }: Received) =>
    Math.abs(signingDateOf(String(headers['x-amz-date'])).getTime() - Date.now() - skew) < 300_000;
  const { queue, received } = await answeringQueue((response, request) => {
    response.setHeader('date', new Date(Date.now() + skew).toUTCString());
    const answer = hasTime(request) ? batchAnswer() : refusal(403, 'SignatureDoesNotMatch');
    answer(response, request);
  });

  const results = [];
  for (let call = 0; call < 3; call++) results.push(...(await queue.send([message], inAMinute())));

  expect(results.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  expect(received).toHaveLength(4);
});

test('no secret is in a message, or in what a refusal reports', async () => {
  const { queue, received } = await answeringQueue(refusal(403, 'InvalidClientTokenId'));

  const [result] = await queue.send([message], inAMinute());

  const shown = `${received[0]?.body} ${result?.status === 'retryable' && result.error.stack}`;
  expect(shown).toContain('InvalidClientTokenId');
  expect(shown).not.toMatch(/a-secret-key|a-session-token/);
});

test('without credentials nothing is sent, and the reason says which are missing', async () => {
  const { origin, queueUrl, received } = await answeringQueue(batchAnswer());
  const queue = sqsQueue(
    queueUrl,
    sqsCallTo(origin, () => undefined),
  );

  const [result] = await queue.send([message], inAMinute());

  expect(result).toMatchObject({ status: 'retryable', fault: 'MissingCredentials' });
  expect(result?.status === 'retryable' && result.error.message).toContain('AWS_ACCESS_KEY_ID');
  expect(received).toHaveLength(0);
});

test.each([
  ['what is no JSON', '<html>'],
  ['JSON that is no object', '3'],
  ['an answer without entries', '{}'],
])('%s does not count as taken', async (_name, body) => {
  const { queue } = await answeringQueue((response) => response.end(body));

  const [result] = await queue.send([message], inAMinute());

  expect(result?.status).toBe('retryable');
});

test('a batch that is too long in total is told from one that is refused', async () => {
  const { queue } = await answeringQueue(
    refusal(400, 'AWS.SimpleQueueService.BatchRequestTooLong'),
  );

  const [result] = await queue.send([message], inAMinute());

  expect(result?.status).toBe('too-large');
});

test("a user's client is called where tracing is suppressed, and nobody sees calls of our own", async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => context.disable());
  const suppressed: boolean[] = [];
  const note = () => suppressed.push(isTracingSuppressed(context.active()));
  subscribe('http.client.request.created', note);
  onTestFinished(() => void unsubscribe('http.client.request.created', note));
  const { origin, queueUrl, queue } = await answeringQueue(batchAnswer());

  await queue.send([message], inAMinute());
  await sqsQueue(queueUrl, callThroughClient(clientOf(origin))).send([message], inAMinute());

  expect(suppressed).toEqual([true]);
});

test('calls share a kept-alive connection', async () => {
  const { queue, connections } = await answeringQueue(batchAnswer());

  await queue.send([message], inAMinute());
  await queue.send([message], inAMinute());

  expect(connections()).toBe(1);
});

test('a connection that was closed meanwhile costs nothing but a new one', async () => {
  const { queue } = await answeringQueue(
    batchAnswer(),
    (_response, { socket }) => socket.resetAndDestroy(),
    batchAnswer(),
  );

  await queue.send([message], inAMinute());
  const [result] = await queue.send([message], inAMinute());

  expect(result?.status).toBe('sent');
});

test("spans go through a user's own client where one is given", async () => {
  const { origin, queueUrl, messages } = await emulatedQueue();
  const client = clientOf(origin);
  const queue = sqsQueue(queueUrl, callThroughClient(client));
  const spans = endedSpans(3);

  const result = await relaySender({ encoding: otlpEncoding('http/protobuf'), queue })(
    spans,
    inAMinute(),
  );

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect((await messages()).flatMap(({ body }) => spanNamesIn(body))).toEqual(
    spans.map(({ name }) => name),
  );
});

test.each([
  { name: 'may be tried again', code: 'RequestThrottled', status: 400, fault: undefined },
  {
    name: 'is not tried at once',
    code: 'AccessDenied',
    status: 403,
    fault: 'AccessDenied',
  },
])("what a user's client is refused with $code for $name", async ({ code, status, fault }) => {
  const { origin, queueUrl } = await answeringQueue(refusal(status, code));
  const queue = sqsQueue(queueUrl, callThroughClient(clientOf(origin)));

  const [result] = await queue.send([message], inAMinute());

  expect(result).toMatchObject({ status: 'retryable' });
  expect(result?.status === 'retryable' && result.fault).toBe(fault);
});

test("a user's client that can't connect is worth another try", async () => {
  recordDiagnostics();
  const client = clientOf(`http://${await deadPort()}`);
  const queue = sqsQueue('http://127.0.0.1/1/spans', callThroughClient(client));

  const [result] = await queue.send([message], inAMinute());

  expect(result).toMatchObject({ status: 'retryable' });
  expect(result).not.toHaveProperty('retryAfterMs');
});

function signingDateOf(amzDate: string): Date {
  return new Date(
    amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
}
