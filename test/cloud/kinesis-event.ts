import type { _Record as StreamRecord } from '@aws-sdk/client-kinesis';
import type { KinesisStreamEvent } from 'aws-lambda';

/** The event by which Lambda hands records of a shard to a function. */
export function kinesisEvent(
  records: readonly StreamRecord[],
  streamArn: string,
  shardId: string,
): KinesisStreamEvent {
  return {
    Records: records.map(({ Data, PartitionKey, SequenceNumber, ApproximateArrivalTimestamp }) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: PartitionKey ?? '',
        sequenceNumber: SequenceNumber ?? '',
        data: Buffer.from(Data ?? []).toString('base64'),
        approximateArrivalTimestamp: Number(ApproximateArrivalTimestamp) / 1_000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/worker',
      awsRegion: streamArn.split(':')[3] ?? '',
      eventSourceARN: streamArn,
    })),
  };
}
