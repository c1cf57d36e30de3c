import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CopyObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recognizeAwsRequest } from '../../../src/instrumentation/aws-sdk/recognize-aws-request.ts';
import { type LocalAws, localAws } from './local-aws.ts';

const region = 'eu-west-1';
const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AK/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

test.each([
  [
    (aws: LocalAws) =>
      new SQSClient(aws.client).send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: '' })),
    { name: 'SQS.SendMessage' },
  ],
  [
    (aws: LocalAws) =>
      new DynamoDBClient(aws.client).send(new GetItemCommand({ TableName: 't', Key: {} })),
    { name: 'DynamoDB.GetItem' },
  ],
  [
    (aws: LocalAws) =>
      new SNSClient(aws.client).send(new PublishCommand({ TopicArn: 't', Message: 'm' })),
    { name: 'SNS', operation: undefined },
  ],
  [
    (aws: LocalAws) =>
      new LambdaClient(aws.client).send(new InvokeCommand({ FunctionName: 'pay:live' })),
    { name: 'Lambda.Invoke', attributes: { 'faas.invoked_name': 'pay:live' } },
  ],
  [
    (aws: LocalAws) =>
      new S3Client({ ...aws.client, forcePathStyle: true }).send(
        new GetObjectCommand({ Bucket: 'b', Key: 'a/b c' }),
      ),
    { name: 'S3.GetObject', attributes: { 'aws.s3.bucket': 'b', 'aws.s3.key': 'a/b c' } },
  ],
  [
    (aws: LocalAws) =>
      new S3Client({ ...aws.client, forcePathStyle: true }).send(
        new ListObjectsV2Command({ Bucket: 'b' }),
      ),
    { name: 'S3.ListObjectsV2', attributes: { 'aws.s3.bucket': 'b' } },
  ],
  [
    (aws: LocalAws) =>
      new S3Client({ ...aws.client, forcePathStyle: true }).send(
        new CopyObjectCommand({ Bucket: 'b', Key: 'k', CopySource: 'c/k' }),
      ),
    { name: 'S3.CopyObject' },
  ],
  [
    (aws: LocalAws) =>
      new S3Client({ ...aws.client, forcePathStyle: true }).send(
        new UploadPartCommand({ Bucket: 'b', Key: 'k', UploadId: 'u', PartNumber: 1, Body: '' }),
      ),
    { name: 'S3.UploadPart' },
  ],
])('a request of the SDK is recognised without its help (%#)', async (send, expected) => {
  const aws = await localAws();
  // Whether the answer pleases the SDK is no matter here.
  await send(aws).catch(() => undefined);
  const [request] = aws.requests;

  const description =
    request &&
    recognizeAwsRequest({ ...request, path: request.url, host: request.headers['host'] ?? '' });

  expect(description).toMatchObject({ region, ...expected });
  expect(description?.attributes).toMatchObject({
    'rpc.system': 'aws-api',
    'cloud.region': region,
  });
});

test.each([
  ['PUT', '/k?partNumber=1&uploadId=u', 'S3.UploadPart'],
  ['POST', '/k?uploads=', 'S3.CreateMultipartUpload'],
  ['POST', '/k?uploadId=u', 'S3.CompleteMultipartUpload'],
  ['DELETE', '/k', 'S3.DeleteObject'],
  ['PATCH', '/k', 'S3'],
])('S3: %s %s of another client is %s', (method, path, name) => {
  const headers = { Authorization: signedFor('s3') };
  const host = 'my.bucket.s3.eu-west-1.amazonaws.com';

  const description = recognizeAwsRequest({ method, host, path, headers });

  expect(description).toMatchObject({ name, attributes: { 'aws.s3.bucket': 'my.bucket' } });
});

test("an attempt of the SDK's that is not the first is numbered", async () => {
  const aws = await localAws([{ status: 500 }, { status: 500 }, {}]);
  await new DynamoDBClient(aws.client).send(new GetItemCommand({ TableName: 't', Key: {} }));

  const attempts = aws.requests.map((request) =>
    recognizeAwsRequest({ ...request, path: request.url, host: request.headers['host'] ?? '' }),
  );

  expect(attempts.map((each) => each?.attributes['http.request.resend_count'])).toEqual([
    undefined,
    1,
    2,
  ]);
});

test('services that nobody listed go by the name that they are signed with', () => {
  const headers = {
    authorization: signedFor('logs'),
    'x-amz-target': 'Logs_20140328.PutLogEvents',
  };

  const description = recognizeAwsRequest({ method: 'POST', host: 'h', path: '/', headers });

  expect(description?.name).toBe('logs.PutLogEvents');
});

test('models are found in the path of Bedrock, operations in that of the newer protocols', () => {
  const request = { method: 'POST', host: 'h' };

  const chat = recognizeAwsRequest({
    ...request,
    path: '/model/eu.anthropic%3A1/converse',
    headers: { authorization: signedFor('bedrock') },
  });
  const metrics = recognizeAwsRequest({
    ...request,
    path: '/service/GraniteServiceVersion20100801/operation/PutMetricData',
    headers: { authorization: signedFor('monitoring') },
  });

  expect(chat).toMatchObject({
    name: 'BedrockRuntime.Converse',
    attributes: { 'gen_ai.request.model': 'eu.anthropic:1' },
  });
  expect(metrics?.name).toBe('monitoring.PutMetricData');
});

test('signed URLs are recognised, and signatures for several regions', () => {
  const url = recognizeAwsRequest({
    method: 'GET',
    host: 'b.s3.amazonaws.com',
    path: '/k?X-Amz-Credential=AK%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0',
    headers: {},
  });
  const several = recognizeAwsRequest({
    method: 'POST',
    host: 'h',
    path: '/',
    headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=AK/20260101/events/aws4_request' },
  });

  expect(url).toMatchObject({ name: 'S3.GetObject', region });
  expect(several).toMatchObject({ service: 'EventBridge', region: undefined });
});

test('what is not signed for AWS, or goes to an API of the user, is plain HTTP', () => {
  const request = { method: 'GET', host: 'h', path: '/' };

  const found = [
    {},
    { authorization: 'Bearer x' },
    { authorization: signedFor('execute-api') },
  ].map((headers) => recognizeAwsRequest({ ...request, headers }));

  expect(found).toEqual([undefined, undefined, undefined]);
});

test('whatever a request holds, it is recognised or not, and no key shows', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('s3', 'lambda', 'constructor', '__proto__'));

  fc.assert(
    fc.property(part, part, part, part, (method, host, path, service) => {
      const headers = { authorization: signedFor(service).replace('AK', 'SECRETKEY') };
      const found = recognizeAwsRequest({ method, host, path, headers });

      expect(['undefined', 'string']).toContain(typeof found?.name);
      expect(JSON.stringify(found) ?? '').not.toContain('SECRETKEY');
    }),
  );
});
