import {
  CreateStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import {
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SpanKind, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { KinesisStreamEvent, SNSEvent, SNSMessage, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sqsEvent } from '../../harness/queue/sqs-event.ts';
import { traceRecords } from '../../src/aws/records/trace-records.ts';
import { instrumentAwsSdk } from '../../src/instrumentation/aws-sdk/instrument-aws-sdk.ts';
import {
  spansOf,
  type TracedInvocation,
  tracedInvocation,
} from '../aws/records/traced-invocation.ts';
import { kinesisEvent } from './kinesis-event.ts';
import { startMoto } from './moto.ts';

const moto = await startMoto();
afterAll(() => moto?.stop());

describe.skipIf(!moto)('what the SDK sends through AWS ends in one trace', () => {
  const settings = {
    region: 'eu-west-1',
    endpoint: moto?.endpoint ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  // By default it speaks HTTP/2, which moto doesn't.
  const { requestHandler } = sqs.config;
  const kinesis = new KinesisClient({ ...settings, requestHandler });

  beforeAll(() => instrumentAwsSdk(trace.getTracer('round trips')));

  test('a message of a queue', async () => {
    const queue = await createQueue('standard');

    const producer = await producerOf(() =>
      sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: '{"order":1}' })),
    );

    expectOneTrace(producer, await handled(await received(queue)));
  });

  test('messages of a FIFO queue that were sent together', async () => {
    const queue = await createQueue('ordered.fifo', { FifoQueue: 'true' });

    const producer = await producerOf(() =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queue.url,
          Entries: ['1', '2', '3'].map((Id) => ({
            Id,
            MessageBody: Id,
            MessageGroupId: 'alice',
            MessageDeduplicationId: Id,
          })),
        }),
      ),
    );
    const event = await received(queue);

    expect(event.Records.map(({ body }) => body)).toEqual(['1', '2', '3']);
    expectOneTrace(producer, await handled(event));
  });

  test('messages of two traces are each linked to', async () => {
    const queue = await createQueue('shared');
    const send = (MessageBody: string) => () =>
      sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody }));

    const producers = [await producerOf(send('1')), await producerOf(send('2'))];
    const { root, spans } = await handled(await received(queue));

    const senders = producers.map((producer) => producer.spanContext().spanId);
    expect(root.parentSpanContext).toBeUndefined();
    expect(linkedFrom(root)).toEqual(senders);
    expect(spans.flatMap(linkedFrom)).toEqual(senders);
  });

  test('a notification in a queue', async () => {
    const { producer, event } = await notification('wrapped');

    expect(event.Records[0]?.body).toContain('"Type": "Notification"');
    expectOneTrace(producer, await handled(event));
  });

  // moto can't deliver binary attributes so, whence the last step is done here, as the SNS documentation describes it.
  test('a notification in a queue, delivered raw', async () => {
    const { producer, event } = await notification('raw');

    const raw = rawDelivery(event);

    expect(raw.Records[0]?.body).toBe('packed');
    expectOneTrace(producer, await handled(raw));
  });

  test('a notification that goes to the function itself', async () => {
    const { producer, event } = await notification('direct');

    // What a queue gets as the body, a function gets as the record.
    const Sns = JSON.parse(event.Records[0]?.body ?? '');
    const direct = { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };

    expectOneTrace(producer, await handled(direct as SNSEvent));
  });

  test('records of a stream', async () => {
    const StreamName = 'clicks';
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));

    const producer = await producerOf(() =>
      kinesis.send(
        new PutRecordsCommand({
          StreamName,
          Records: ['/', '/shop'].map((page) => ({
            Data: Buffer.from(JSON.stringify({ page })),
            PartitionKey: page,
          })),
        }),
      ),
    );
    const event = await read(StreamName);

    expect(event.Records).toHaveLength(2);
    expectOneTrace(producer, await handled(event));
  });

  interface CreatedQueue {
    readonly url: string;
    readonly arn: string;
  }

  async function createQueue(
    QueueName: string,
    Attributes: Record<string, string> = {},
  ): Promise<CreatedQueue> {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const created = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { url: QueueUrl ?? '', arn: created.Attributes?.['QueueArn'] ?? '' };
  }

  /** Published to a topic, and received from a queue that has subscribed to it. */
  async function notification(Name: string) {
    const queue = await createQueue(Name);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));
    const producer = await producerOf(() =>
      sns.send(new PublishCommand({ TopicArn, Message: 'packed' })),
    );
    return { producer, event: await received(queue) };
  }

  /** What Lambda would hand over: it asks for everything. */
  async function received({ url, arn }: CreatedQueue): Promise<SQSEvent> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return sqsEvent(Messages, arn);
  }

  async function read(StreamName: string): Promise<KinesisStreamEvent> {
    const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId ?? '';
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    return kinesisEvent(Records, StreamDescription?.StreamARN ?? '', ShardId);
  }
});

/** What SNS puts into a queue whose subscription asks for raw delivery. */
function rawDelivery({ Records }: SQSEvent): SQSEvent {
  return {
    Records: Records.map((record) => {
      const { Message, MessageAttributes = {} }: SNSMessage = JSON.parse(record.body);
      const attributes = Object.entries(MessageAttributes).map(([name, { Type, Value }]) => {
        const value = Type === 'Binary' ? { binaryValue: Value } : { stringValue: Value };
        return [name, { ...value, dataType: Type }];
      });
      return { ...record, body: Message, messageAttributes: Object.fromEntries(attributes) };
    }),
  };
}

/** The span under which a message was sent. */
async function producerOf(send: () => Promise<unknown>): Promise<ReadableSpan> {
  const spans = await spansOf(send);
  const [producer] = spans.filter(({ kind }) => kind === SpanKind.PRODUCER);
  if (!producer) throw new Error('No message was sent under a span');
  return producer;
}

function handled(event: SQSEvent | SNSEvent | KinesisStreamEvent): Promise<TracedInvocation> {
  return tracedInvocation(event, (given) => traceRecords(given as SQSEvent, () => undefined));
}

/** The root continues the producer's trace, and so does the span of each record, with a link to it. */
function expectOneTrace(producer: ReadableSpan, { root, spans }: TracedInvocation): void {
  const { traceId, spanId } = producer.spanContext();
  expect(root.parentSpanContext).toMatchObject({ traceId, spanId });
  expect(spans.length).toBeGreaterThan(0);
  for (const span of spans) {
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(linkedFrom(span)).toEqual([spanId]);
  }
}

function linkedFrom({ links }: ReadableSpan): string[] {
  return links.map(({ context }) => context.spanId);
}
