import type { Span } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { activeMq } from '../triggers/activemq.ts';
import { eventFamily, recordsOf } from '../triggers/event-family.ts';
import { eventBridge } from '../triggers/eventbridge.ts';
import { firehose } from '../triggers/firehose.ts';
import { kafka } from '../triggers/kafka.ts';
import { kinesis } from '../triggers/kinesis.ts';
import type { Message, MessageSource } from '../triggers/message.ts';
import { rabbitMq } from '../triggers/rabbitmq.ts';
import { ses } from '../triggers/ses.ts';
import { sns } from '../triggers/sns.ts';
import { sqs } from '../triggers/sqs.ts';
import { dynamodbRecords } from './dynamodb-records.ts';
import { handleInLanes } from './handle-in-lanes.ts';
import { withRecordSpan } from './record-span.ts';
import type {
  Batch,
  BatchResponse,
  BrokerRecord,
  ChangeRecord,
  KafkaBatch,
  KafkaItemIdentifier,
  KafkaRecord,
  KinesisRecord,
  NotificationRecord,
  QueueRecord,
  RecordHandler,
  RecordOptions,
} from './record-types.ts';

const sources: readonly MessageSource[] = [
  sqs,
  kinesis,
  dynamodbRecords,
  kafka,
  sns,
  activeMq,
  rabbitMq,
  eventBridge,
  ses,
  firehose,
];

/** The source that all records of an event are from. */
export function findSource(event: unknown): MessageSource | undefined {
  return sources.find(({ matches }) => matches(event));
}

/**
 * Handles each record of an event under a span of its own, one after the other if not told otherwise, and returns the
 * partial batch response that names the failed ones. The event source mapping must be set to `ReportBatchItemFailures`,
 * else Lambda takes the batch as done. Where a source knows no such response, a failure rejects after the last record.
 */
export function traceRecords<Item extends QueueRecord | KinesisRecord | ChangeRecord>(
  event: Batch<Item>,
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<BatchResponse>;
/** Kafka names failed records by their place in a partition. */
export function traceRecords<Item extends KafkaRecord>(
  event: KafkaBatch<Item>,
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<BatchResponse<KafkaItemIdentifier>>;
/** SNS and SES take no response: a failure rejects. */
export function traceRecords<Item extends NotificationRecord>(
  event: { readonly Records: readonly Item[] },
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<void>;
/** ActiveMQ takes no response: a failure rejects. */
export function traceRecords<Item>(
  event: { readonly eventSource: 'aws:mq'; readonly messages: readonly Item[] },
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<void>;
/** RabbitMQ takes no response: a failure rejects. */
export function traceRecords<Item>(
  event: { readonly rmqMessagesByQueue: { readonly [queue: string]: readonly Item[] } },
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<void>;
/** Brokers of Amazon MQ through EventBridge Pipes take no response: a failure rejects. */
export function traceRecords<Item extends BrokerRecord>(
  event: readonly Item[],
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<void>;
/** Firehose wants an answer for each record, which is the handler's to collect: a failure rejects. */
export function traceRecords<Item>(
  event: { readonly deliveryStreamArn: string; readonly records: readonly Item[] },
  handler: RecordHandler<Item>,
  options?: RecordOptions,
): Promise<void>;
/** An event of an EventBridge bus is one record. It takes no response: a failure rejects. */
export function traceRecords<Event extends { readonly 'detail-type': string }>(
  event: Event,
  handler: RecordHandler<Event>,
  options?: RecordOptions,
): Promise<void>;
export async function traceRecords(
  event: object,
  handler: (record: never, span: Span) => unknown,
  { concurrency = 1, ordered = true }: RecordOptions = {},
): Promise<unknown> {
  const source = findSource(event);
  const messages = guard('reading the records', () => source?.messages(event)) ?? unread(event);
  const errors: unknown[] = [];

  const outcomes = await handleInLanes(
    messages,
    {
      laneOf: ({ lane }) => (ordered ? lane : undefined),
      concurrency: concurrency >= 1 ? Math.floor(concurrency) : 1,
    },
    async (message) => {
      try {
        await withRecordSpan(message, source?.system, (span) =>
          handler(message.record as never, span),
        );
        return true;
      } catch (error) {
        errors.push(error);
        return false;
      }
    },
  );

  const returning = messages.filter((_message, index) =>
    source?.redeliversRest ? outcomes[index] === 'failed' : outcomes[index] !== 'done',
  );
  if (returning.some(({ itemIdentifier }) => itemIdentifier === undefined)) throw asOne(errors);
  if (!source?.takesItemFailures && messages.length > 0) return undefined;
  return {
    batchItemFailures: returning.map(({ itemIdentifier }) => ({ itemIdentifier })),
  };
}

/** The records of an event that no source claims: its list, or else the event itself. */
function unread(event: object): readonly Message[] {
  const family = eventFamily(event);
  const records = family === 'Records' || family === 'list' ? recordsOf(event) : [event];
  return records.map((record) => ({ record }));
}

function asOne(errors: readonly unknown[]): unknown {
  return errors.length === 1
    ? errors[0]
    : new AggregateError(errors, `${errors.length} records failed`);
}
