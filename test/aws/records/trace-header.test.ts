import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanKind, trace } from '@opentelemetry/api';
import { expect, onTestFinished, test } from 'vitest';
import { startQueue } from '../../../harness/queue/queue.ts';
import { traceRecords } from '../../../src/aws/records/trace-records.ts';
import { instrumentAwsSdk } from '../../../src/instrumentation/aws-sdk/instrument-aws-sdk.ts';
import { spansOf, tracedInvocation } from './traced-invocation.ts';

test('a message without room for context is of the trace of the header that came beside it', async () => {
  const queue = await startQueue('orders');
  onTestFinished(queue.close);
  onTestFinished(instrumentAwsSdk(trace.getTracer('test')));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQSClient({ region: 'eu-west-1', endpoint: queue.endpoint, credentials });
  const ten = Object.fromEntries(
    [...'abcdefghij'].map((name) => [name, { DataType: 'String', StringValue: 'x' }]),
  );

  const sent = await spansOf(() =>
    sqs.send(
      new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x', MessageAttributes: ten }),
    ),
  );
  const event = queue.takeEvent();
  const { root, spans } = await tracedInvocation(event, (given) =>
    traceRecords(given, () => undefined),
  );

  const producer = sent.find(({ kind }) => kind === SpanKind.PRODUCER)?.spanContext();
  const sender = { traceId: producer?.traceId, spanId: producer?.spanId };
  expect(event.Records[0]?.messageAttributes).not.toHaveProperty('traceparent');
  expect(root.parentSpanContext).toMatchObject(sender);
  expect(spans).toMatchObject([{ links: [{ context: sender }] }]);
});
