import type { AwsService } from '../aws-service.ts';
import { messageService } from '../messages.ts';
import { attributesOf, text } from '../read-input.ts';

/** No context: what is delivered goes into files and tables as it is. */
export const firehose: AwsService = messageService({
  name: 'Firehose',
  system: 'aws.firehose',
  sends: { PutRecord: '', PutRecordBatch: 'Records' },
  destination: (input) => text(input, 'DeliveryStreamName'),
  failures: { list: 'RequestResponses', code: 'ErrorCode' },
  attributes: (input) =>
    attributesOf(input, 'aws.firehose.', { delivery_stream_name: 'DeliveryStreamName' }),
});
