import type { ContextFields } from '../../../propagation/context-fields.ts';
import { withJsonContext } from '../../../propagation/json-object.ts';
import { withKinesisContext } from '../../../propagation/kinesis.ts';
import { byteLength } from '../../../propagation/message-size.ts';
import type { AwsService } from '../aws-service.ts';
import { messageService } from '../messages.ts';
import { lastPart, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

const mebibyte = 1024 * 1024;
/** Of a record with its partition key, and of a call: each as it was and as it is since streams may take larger records. */
const limits = [1, 5, 10].map((size) => size * mebibyte);

export const kinesis: AwsService = messageService({
  name: 'Kinesis',
  system: 'aws.kinesis',
  sends: { PutRecord: '', PutRecords: 'Records' },
  destination: streamName,
  attributes(input) {
    const stream = streamName(input);
    return stream ? { 'aws.kinesis.stream_name': stream } : {};
  },
  failures: { list: 'Records', code: 'ErrorCode' },
  carrier: (fields) => ({
    add(record) {
      const Data = withContext(record['Data'], fields);
      return Data === undefined ? undefined : { ...record, Data };
    },
    size: ({ Data, PartitionKey }) => byteLength(Data) + byteLength(PartitionKey),
    limits,
  }),
});

/** The SDK takes a text, too, as its bytes in UTF-8. */
function withContext(data: unknown, fields: ContextFields): string | Uint8Array | undefined {
  if (typeof data === 'string') return withJsonContext(data, fields);
  return data instanceof Uint8Array ? withKinesisContext(data, fields) : undefined;
}

function streamName(input: AwsInput): string | undefined {
  return text(input, 'StreamName') ?? lastPart(text(input, 'StreamARN'));
}
