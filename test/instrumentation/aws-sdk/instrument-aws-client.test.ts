import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { instrumentAwsClient } from '../../../src/instrumentation/aws-sdk/instrument-aws-client.ts';
import { recordingTelemetry } from '../../support/recording-telemetry.ts';
import { localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const getItem = () => new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } });
const sendMessage = () =>
  new SendMessageCommand({ QueueUrl: 'http://localhost/1/q', MessageBody: 'hello' });

test('by class and by hand, and by hand twice, a call is still one span', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const client = instrumentAwsClient(new DynamoDBClient(aws.client), traced.telemetry);

  await instrumentAwsClient(client, traced.telemetry).send(getItem());

  expect(traced.span().name).toBe('DynamoDB.GetItem');
});

test('a client is traced by hand alone, and whatever is no client is left alone', async () => {
  const aws = await localAws();
  const { telemetry, spans } = recordingTelemetry();
  const client = instrumentAwsClient(new DynamoDBClient(aws.client), telemetry);

  await client.send(getItem());
  await new DynamoDBClient(aws.client).send(getItem());

  expect(spans().map(({ name }) => name)).toEqual(['DynamoDB.GetItem']);
  expect(instrumentAwsClient(undefined)).toBeUndefined();
  expect(instrumentAwsClient({ send: 1 })).toEqual({ send: 1 });
});

test('aws-sdk-client-mock works, on a class and on a client that is traced by hand', async () => {
  const aws = await localAws();
  const client = instrumentAwsClient(new DynamoDBClient(aws.client), tracedAws().telemetry);
  const onClass = mockClient(SQSClient);
  onClass.on(SendMessageCommand).resolves({ MessageId: 'mocked' });
  const onClient = mockClient(client);
  onClient.on(GetItemCommand).resolves({ Item: { id: { S: 'mocked' } } });

  const sent = await new SQSClient(aws.client).send(sendMessage());
  const got = await client.send(getItem());
  onClass.restore();
  onClient.restore();
  await client.send(getItem());

  expect(sent).toEqual({ MessageId: 'mocked' });
  expect(got).toEqual({ Item: { id: { S: 'mocked' } } });
  expect(aws.requests).toHaveLength(1);
});

test('the options of a client that is traced by hand win over those of all', async () => {
  const aws = await localAws();
  const traced = tracedAws();
  const options = { ...traced.telemetry, messageContext: false };
  const client = instrumentAwsClient(new SQSClient({ ...aws.client, md5: false }), options);

  await client.send(sendMessage());

  expect(aws.requests[0]?.body.toString()).not.toContain('traceparent');
  expect(traced.spans()).toHaveLength(1);
});
