import type { Span } from '@opentelemetry/api';

// What tells the sources' records apart. The whole types are those of the event that is passed in, be it of
// `@types/aws-lambda` or of one's own: the published types may depend on the OpenTelemetry API alone.

/** Of SQS. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
}

/** Of Kinesis; through EventBridge Pipes its fields are one level up. */
export type KinesisRecord =
  | { readonly kinesis: { readonly sequenceNumber: string } }
  | { readonly sequenceNumber: string; readonly partitionKey: string };

/** Of a DynamoDB stream. */
export interface ChangeRecord {
  readonly dynamodb?: object | undefined;
}

/** Of Kafka. EventBridge Pipes write partitions as text. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number | string;
  readonly offset: number;
}

/** Of ActiveMQ and RabbitMQ, as EventBridge Pipes hand them over. */
export type BrokerRecord = { readonly messageID: string } | { readonly basicProperties: object };

/** Of SNS, and of receipt rules of SES. */
export type NotificationRecord = { readonly Sns: object } | { readonly ses: object };

/** Records as Lambda hands them over, or as EventBridge Pipes does. */
export type Batch<Item> = { readonly Records: readonly Item[] } | readonly Item[];

/** A batch of Kafka records by topic and partition, or as EventBridge Pipes hands them over. */
export type KafkaBatch<Item> =
  | { readonly records: { readonly [partition: string]: readonly Item[] } }
  | readonly Item[];

/** What Lambda and EventBridge Pipes take for an answer, if told to: the records that have to come again. */
export interface BatchResponse<Identifier = string> {
  batchItemFailures: { itemIdentifier: Identifier }[];
}

/** A place in Kafka: topic and partition as `topic-0`, and the offset there. */
export interface KafkaItemIdentifier {
  partition: string;
  offset: number;
}

/** What is done with one record, under its own span. A throw or a rejection makes it a failed one. */
export type RecordHandler<Item> = (record: Item, span: Span) => unknown;

export interface RecordOptions {
  /** How many records are handled at the same time, 1 by default. Order, where the source has one, is kept. */
  readonly concurrency?: number;
  /**
   * Whether a failed record stops those that have to follow it: of its message group (SQS FIFO), its shard (Kinesis,
   * DynamoDB) or its partition (Kafka). True by default.
   */
  readonly ordered?: boolean;
}
