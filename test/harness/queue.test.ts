import { DeleteMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Queue, startQueue } from '../../harness/queue/queue.ts';

let queue: Queue;
let sqs: SQSClient;

beforeEach(async () => {
  queue = await startQueue('orders');
  sqs = new SQSClient({
    region: 'eu-west-1',
    endpoint: queue.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  sqs.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['X-Amzn-Trace-Id'] = 'Root=1';
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
});
afterEach(async () => {
  sqs.destroy();
  await queue.close();
});

test('what a client sends comes as the event of Lambda, once', async () => {
  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: '{"order":1}',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'express' } },
    }),
  );

  expect(queue.takeEvent()).toMatchObject({
    Records: [
      {
        messageId: MessageId,
        body: '{"order":1}',
        attributes: { ApproximateReceiveCount: '1', AWSTraceHeader: 'Root=1' },
        messageAttributes: { kind: { stringValue: 'express', dataType: 'String' } },
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
        awsRegion: 'eu-west-1',
      },
    ],
  });
  expect(queue.takeEvent()).toEqual({ Records: [] });
});

test('what it does not know is refused', async () => {
  const deleting = sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: 'r' }));

  await expect(deleting).rejects.toThrow(/UnsupportedOperation|Unknown/);
});
