import type {
  DynamoDBStreamEvent,
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
  const ofTable = (batch: DynamoDBStreamEvent) => traceRecords(batch, (record) => record.eventName);

  expectTypeOf(ofQueue).toExtend<(batch: SQSEvent) => Promise<SQSBatchResponse>>();
  expectTypeOf(ofKafka).returns.resolves.toEqualTypeOf<BatchResponse<KafkaItemIdentifier>>();
  expectTypeOf(ofTopic).returns.resolves.toBeVoid();
  expectTypeOf(ofTable).returns.resolves.toEqualTypeOf<BatchResponse>();
  // @ts-expect-error: a request is no batch
  expectTypeOf(() => traceRecords({ path: '/' }, () => undefined)).toBeFunction();
});
