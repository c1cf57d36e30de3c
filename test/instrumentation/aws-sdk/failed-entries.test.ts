import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { DeleteObjectsCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageBatchCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { findService } from '../../../src/instrumentation/aws-sdk/services/index.ts';
import { type Answer, type LocalAws, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

interface Batch {
  readonly name: string;
  readonly answer: Answer;
  readonly send: (client: LocalAws['client']) => Promise<unknown>;
  readonly errorType: string;
  readonly http2?: boolean;
}

const QueueUrl = 'http://localhost/1/orders';
const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:news';
const messages = ['1', '2'].map((Id) => ({ Id, MessageBody: 'x' }));
const item = { PutRequest: { Item: { id: { S: '1' } } } };
const failed = { Failed: [{ Id: '2', Code: 'InternalError', SenderFault: false }] };

const batches: readonly Batch[] = [
  {
    name: 'SQS SendMessageBatch',
    answer: { body: { Successful: [{ Id: '1' }], ...failed } },
    send: (client) =>
      new SQSClient({ ...client, md5: false }).send(
        new SendMessageBatchCommand({ QueueUrl, Entries: messages }),
      ),
    errorType: 'InternalError',
  },
  {
    name: 'SQS DeleteMessageBatch',
    answer: { body: { Successful: [{ Id: '1' }], ...failed } },
    send: (client) =>
      new SQSClient(client).send(
        new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', ReceiptHandle: 'r' }] }),
      ),
    errorType: 'InternalError',
  },
  {
    name: 'SNS PublishBatch',
    answer: {
      headers: { 'content-type': 'text/xml' },
      body: `<PublishBatchResponse><PublishBatchResult><Successful/><Failed><member><Id>1</Id>
        <Code>KMSThrottling</Code><SenderFault>false</SenderFault></member></Failed>
        </PublishBatchResult></PublishBatchResponse>`,
    },
    send: (client) =>
      new SNSClient(client).send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }],
        }),
      ),
    errorType: 'KMSThrottling',
  },
  {
    name: 'EventBridge PutEvents',
    answer: {
      body: {
        FailedEntryCount: 1,
        Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }],
      },
    },
    send: (client) =>
      new EventBridgeClient(client).send(
        new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] }),
      ),
    errorType: 'ThrottlingException',
  },
  {
    name: 'Kinesis PutRecords',
    answer: {
      body: {
        FailedRecordCount: 1,
        Records: [{ SequenceNumber: '1' }, { ErrorCode: 'ProvisionedThroughputExceededException' }],
      },
    },
    send: (client) =>
      new KinesisClient(client).send(
        new PutRecordsCommand({
          StreamName: 's',
          Records: [{ Data: Buffer.from('x'), PartitionKey: 'p' }],
        }),
      ),
    errorType: 'ProvisionedThroughputExceededException',
    http2: true,
  },
  {
    name: 'DynamoDB BatchWriteItem',
    answer: { body: { UnprocessedItems: { orders: [{ PutRequest: { Item: {} } }] } } },
    send: (client) =>
      new DynamoDBClient(client).send(
        new BatchWriteItemCommand({ RequestItems: { orders: [item, item] } }),
      ),
    errorType: 'UnprocessedItems',
  },
  {
    name: 'S3 DeleteObjects',
    answer: {
      body: '<DeleteResult><Error><Key>x</Key><Code>AccessDenied</Code></Error></DeleteResult>',
    },
    send: (client) =>
      new S3Client({ ...client, forcePathStyle: true }).send(
        new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: 'x' }] } }),
      ),
    errorType: 'AccessDenied',
  },
];

test.each(batches)(
  'entries that failed in a batch that was answered are on its span: $name',
  async ({ answer, send, errorType, http2 = false }) => {
    const aws = await localAws([answer], { http2 });
    const traced = tracedAws();

    await send(aws.client);

    expect(traced.span()).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'http.response.status_code': 200,
        'error.type': errorType,
        'antifreeze.batch.failed_count': 1,
      },
    });
  },
);

test.each([
  ['Firehose', 'PutRecordBatch', { RequestResponses: [{ ErrorCode: 'x' }, { RecordId: '1' }] }],
  ['DynamoDB', 'BatchGetItem', { UnprocessedKeys: { orders: { Keys: [{ id: { S: '1' } }] } } }],
])('of clients that are not at hand: %s %s', (service, operation, output) => {
  const call = { service, operation, input: {}, options: {} };

  const result = findService(service).result?.(call, output, {});

  expect(result?.attributes).toMatchObject({ 'antifreeze.batch.failed_count': 1 });
  expect(result?.errorType).toBeDefined();
});

test('a batch of which nothing failed is no failure', async () => {
  const aws = await localAws([
    { body: { Successful: messages, Failed: [], UnprocessedItems: {} } },
  ]);
  const traced = tracedAws();

  await new SQSClient({ ...aws.client, md5: false }).send(
    new SendMessageBatchCommand({ QueueUrl, Entries: messages }),
  );
  await new DynamoDBClient(aws.client).send(
    new BatchWriteItemCommand({ RequestItems: { orders: [item] } }),
  );

  const attributes = traced.spans().flatMap((span) => Object.keys(span.attributes));
  expect(attributes).not.toContain('error.type');
  expect(attributes).not.toContain('antifreeze.batch.failed_count');
});
