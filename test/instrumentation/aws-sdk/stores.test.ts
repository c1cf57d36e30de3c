import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, DynamoDBDocumentClient, NumberValue } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import {
  dataHashAttribute,
  itemHash,
  objectHash,
} from '../../../src/propagation/deterministic-link.ts';
import { hasValidSignature, jsonBody, type LocalAws, localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const s3Of = (aws: LocalAws) => new S3Client({ ...aws.client, forcePathStyle: true });

test('S3: a written object tells its version by a hash, as its event can', async () => {
  const aws = await localAws([
    { headers: { etag: '"abc"', 'x-amz-id-2': 'extended', 'x-amz-request-id': 'r1' }, body: '' },
  ]);
  const traced = tracedAws();

  await s3Of(aws).send(new PutObjectCommand({ Bucket: 'b', Key: 'a key', Body: 'x' }));

  expect(traced.span()).toMatchObject({
    name: 'S3.PutObject',
    attributes: {
      'aws.s3.bucket': 'b',
      'aws.s3.key': 'a key',
      'aws.request_id': 'request-1',
      'aws.extended_request_id': 'extended',
      [dataHashAttribute]: [objectHash('b', 'a key', 'abc')],
    },
  });
  expect(aws.requests[0] && (await hasValidSignature(aws.requests[0]))).toBe(true);
});

test('S3: what is deleted is listed', async () => {
  const aws = await localAws([{ body: '<DeleteResult/>' }]);
  const traced = tracedAws();

  await s3Of(aws).send(
    new DeleteObjectsCommand({
      Bucket: 'b',
      Delete: { Objects: [{ Key: 'x' }, { Key: 'y', VersionId: '1' }] },
    }),
  );

  expect(traced.span().attributes['aws.s3.delete']).toBe('Objects=[{Key=x},{Key=y,VersionId=1}]');
});

test('DynamoDB: attributes come from what was asked and what was answered', async () => {
  const aws = await localAws([
    {
      body: {
        Count: 2,
        ScannedCount: 3,
        ConsumedCapacity: { TableName: 'orders', CapacityUnits: 1.5 },
      },
    },
  ]);
  const traced = tracedAws();

  await new DynamoDBClient(aws.client).send(
    new QueryCommand({
      TableName: 'orders',
      IndexName: 'by-day',
      Limit: 5,
      ConsistentRead: false,
      ScanIndexForward: false,
      Select: 'COUNT',
      KeyConditionExpression: 'd = :d',
      ExpressionAttributeValues: { ':d': { S: 'secret' } },
    }),
  );

  expect(traced.span().attributes).toMatchObject({
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': 'Query',
    'aws.dynamodb.table_names': ['orders'],
    'aws.dynamodb.index_name': 'by-day',
    'aws.dynamodb.limit': 5,
    'aws.dynamodb.consistent_read': false,
    'aws.dynamodb.scan_forward': false,
    'aws.dynamodb.select': 'COUNT',
    'aws.dynamodb.count': 2,
    'aws.dynamodb.scanned_count': 3,
    'aws.dynamodb.consumed_capacity': ['{"TableName":"orders","CapacityUnits":1.5}'],
  });
  expect(JSON.stringify(traced.span().attributes)).not.toContain('secret');
});

test('DynamoDB: written items are told by hashes of their keys, where those are known', async () => {
  const aws = await localAws();
  const traced = tracedAws({ tableKeys: { orders: ['id', 'line'] } });
  const client = new DynamoDBClient(aws.client);
  const TableName = 'orders';
  const Key = { id: { S: 'a' }, line: { N: '1' } };
  const Item = { ...Key, amount: { N: '7' } };

  await client.send(new PutItemCommand({ TableName, Item }));
  await client.send(new UpdateItemCommand({ TableName, Key }));
  await client.send(new PutItemCommand({ TableName: 'others', Item }));
  await client.send(
    new BatchWriteItemCommand({
      RequestItems: { orders: [{ PutRequest: { Item } }], others: [{ DeleteRequest: { Key } }] },
    }),
  );
  await client.send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }] }),
  );

  const ours = itemHash('orders', { line: { N: '1' }, id: { S: 'a' } });
  expect(traced.spans().map(({ attributes }) => attributes[dataHashAttribute])).toEqual([
    [ours],
    [ours],
    undefined,
    [ours, itemHash('others', Key)],
    [ours],
  ]);
  expect(traced.spans()[3]?.attributes['aws.dynamodb.table_names']).toEqual(['orders', 'others']);
});

test('DynamoDB: the document client writes the same items, numbers of more digits included', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws.client));

  await client.send(
    new DeleteCommand({ TableName: 'orders', Key: { id: NumberValue.from('1.50') } }),
  );

  const [request] = aws.requests.map(jsonBody);
  expect(request?.['Key']).toEqual({ id: { N: '1.50' } });
  expect(traced.span().attributes[dataHashAttribute]).toEqual([
    itemHash('orders', { id: { N: '1.5' } }),
  ]);
});
