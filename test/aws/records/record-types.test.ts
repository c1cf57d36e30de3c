import type {
  DynamoDBStreamEvent,
  FirehoseTransformationEvent,
  MSKEvent,
  SNSEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import { expectTypeOf, test } from 'vitest';
import type { BatchResponse, KafkaItemIdentifier } from '../../../src/aws/records/record-types.ts';
import { traceRecords } from '../../../src/aws/records/trace-records.ts';

test('each source has its own types', () => {
  const ofQueue = (batch: SQSEvent) =>
    traceRecords(batch, (record) => expectTypeOf(record).toEqualTypeOf<SQSRecord>());
  const ofKafka = (batch: MSKEvent) =>
    traceRecords(batch, (record) => expectTypeOf(record.offset).toBeNumber());
  const ofTopic = (batch: SNSEvent) =>
    traceRecords(batch, (record) => expectTypeOf(record.Sns.Message).toBeString());
  const ofPipe = (batch: { topic: string; partition: string; offset: number }[]) =>
    traceRecords(batch, (record) => expectTypeOf(record.partition).toBeString());
  const ofBroker = (batch: { messageID: string; data: string }[]) =>
    traceRecords(batch, (record) => expectTypeOf(record.data).toBeString());
  const ofStream = (batch: FirehoseTransformationEvent) =>
    traceRecords(batch, (record) => expectTypeOf(record.recordId).toBeString());
  const ofTable = (batch: DynamoDBStreamEvent) => traceRecords(batch, (record) => record.eventName);

  expectTypeOf(ofQueue).toExtend<(batch: SQSEvent) => Promise<SQSBatchResponse>>();
  expectTypeOf(ofKafka).returns.resolves.toEqualTypeOf<BatchResponse<KafkaItemIdentifier>>();
  expectTypeOf(ofPipe).returns.resolves.toEqualTypeOf<BatchResponse<KafkaItemIdentifier>>();
  expectTypeOf(ofTopic).returns.resolves.toBeVoid();
  expectTypeOf(ofBroker).returns.resolves.toBeVoid();
  expectTypeOf(ofStream).returns.resolves.toBeVoid();
  expectTypeOf(ofTable).returns.resolves.toEqualTypeOf<BatchResponse>();
  // @ts-expect-error: a request is no batch
  expectTypeOf(() => traceRecords({ path: '/' }, () => undefined)).toBeFunction();
});
