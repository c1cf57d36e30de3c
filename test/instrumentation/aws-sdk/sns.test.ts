import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { deepFreeze, hasValidSignature, localAws, type RecordedRequest } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:news';
const published = {
  headers: { 'content-type': 'text/xml' },
  body: '<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>',
};
const fields = ({ body }: RecordedRequest) => new URLSearchParams(body.toString());

test('a published message is a producer span, and carries it as binary data', async () => {
  const aws = await localAws([published]);
  const traced = tracedAws();
  const input = deepFreeze({ TopicArn, Message: 'hello' });

  await new SNSClient(aws.client).send(new PublishCommand(input));

  const [request] = aws.requests;
  const sent = request && fields(request);
  expect(traced.span()).toMatchObject({
    name: 'send news',
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.system': 'aws.sns',
      'messaging.destination.name': 'news',
      'messaging.message.id': 'm1',
      'aws.sns.topic.arn': TopicArn,
    },
  });
  expect(sent?.get('MessageAttributes.entry.1.Name')).toBe('traceparent');
  expect(sent?.get('MessageAttributes.entry.1.Value.DataType')).toBe('Binary');
  const value = sent?.get('MessageAttributes.entry.1.Value.BinaryValue') ?? '';
  expect(Buffer.from(value, 'base64').toString()).toBe(traced.traceparent());
  expect(request && (await hasValidSignature(request))).toBe(true);
});

test('each message of a batch carries it', async () => {
  const aws = await localAws([
    { ...published, body: '<PublishBatchResponse><PublishBatchResult/></PublishBatchResponse>' },
  ]);
  const traced = tracedAws();
  const PublishBatchRequestEntries = deepFreeze([
    { Id: '1', Message: 'a' },
    { Id: '2', Message: 'b' },
  ]);

  await new SNSClient(aws.client).send(
    new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }),
  );

  const names = aws.requests.flatMap((request) =>
    [...fields(request)].filter(([field]) => field.endsWith('.Name')).map(([, name]) => name),
  );
  expect(names).toEqual(['traceparent', 'traceparent']);
  expect(traced.span().attributes['messaging.batch.message_count']).toBe(2);
});

test('a text message to a telephone carries nothing', async () => {
  const aws = await localAws([published]);
  const traced = tracedAws();

  await new SNSClient(aws.client).send(
    new PublishCommand({ PhoneNumber: '+10000000000', Message: 'hello' }),
  );

  expect(aws.requests[0]?.body.toString()).not.toContain('traceparent');
  expect(traced.span().name).toBe('SNS.Publish');
  expect(JSON.stringify(traced.span().attributes)).not.toContain('+1');
});
