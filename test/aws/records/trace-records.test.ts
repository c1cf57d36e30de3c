import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { DynamoDBStreamEvent, SNSEvent, SQSEvent, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { traceRecords } from '../../../src/aws/records/trace-records.ts';
import { spanId, traceId } from '../../propagation/w3c.ts';
import { readEvent } from '../triggers/events.ts';
import { spansOf, tracedInvocation } from './traced-invocation.ts';

const messageId = (n: number) => `059f36b4-87a3-44ab-83d2-66197000000${n}`;
const event = <Event>(name: string) => readEvent(name) as unknown as Event;

test('each record has a consumer span under the root, with a link to its producer', async () => {
  const { root, spans, result } = await tracedInvocation(event<SQSEvent>('sqs/batch'), (batch) =>
    traceRecords(batch, async () => undefined),
  );

  expect(result).toEqual({ batchItemFailures: [] });
  expect(spans).toHaveLength(3);
  for (const [index, span] of spans.entries()) {
    expect(span).toMatchObject({ name: 'process orders', kind: SpanKind.CONSUMER });
    expect(span.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(span.attributes).toMatchObject({
      'messaging.system': 'aws_sqs',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.message.id': messageId(index + 1),
    });
  }
  expect(spans.map(({ links }) => links.map((link) => link.context.traceId))).toEqual([
    [traceId],
    ['4bf92f3577b34da6a3ce929d0e0e4736'],
    [],
  ]);
});

test('where all records are of one trace, their spans continue it', async () => {
  const { root, spans } = await tracedInvocation(event<SQSEvent>('sqs/fifo'), (batch) =>
    traceRecords(batch, async () => undefined),
  );

  expect(root.parentSpanContext).toMatchObject({ traceId, spanId });
  expect(spans.map((span) => span.spanContext().traceId)).toEqual([traceId, traceId, traceId]);
});

test('the handler gets the record itself, under its span, with the baggage of its producer', async () => {
  const batch = event<SQSEvent>('sqs/single');

  await tracedInvocation(batch, (given) =>
    traceRecords(given, async (record, span) => {
      expect(record).toBe(batch.Records[0]);
      expect(trace.getActiveSpan()).toBe(span);
      expect(propagation.getActiveBaggage()?.getEntry('tenant')?.value).toBe('acme');
    }),
  );
});

test('a failed record has the error, is named in the response, and counted on the root', async () => {
  const { root, spans, result } = await tracedInvocation(event<SQSEvent>('sqs/batch'), (batch) =>
    traceRecords(batch, async (record) => {
      if (record.messageId === messageId(2)) throw new TypeError('no such order');
    }),
  );

  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: messageId(2) }] });
  expect(spans.map((span) => span.status.code)).toEqual([
    SpanStatusCode.UNSET,
    SpanStatusCode.ERROR,
    SpanStatusCode.UNSET,
  ]);
  expect(spans[1]?.attributes['error.type']).toBe('TypeError');
  expect(root.status.code).toBe(SpanStatusCode.ERROR);
  expect(root.attributes).toMatchObject({
    'antifreeze.batch.failed_count': 1,
    'error.type': 'batch_item_failures',
  });
});

test('a handler that throws at once, or returns nothing to wait for, is treated alike', async () => {
  const { result } = await tracedInvocation(event<SQSEvent>('sqs/batch'), (batch) =>
    traceRecords(batch, (record) => {
      if (record.messageId === messageId(3)) throw new Error('at once');
    }),
  );

  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: messageId(3) }] });
});

test('a change in a table is named by its place in the stream', async () => {
  const { result, spans } = await tracedInvocation(
    event<DynamoDBStreamEvent>('dynamodb/insert'),
    (batch) =>
      traceRecords(batch, async () => {
        throw new Error('unreadable');
      }),
  );

  const { Records } = event<DynamoDBStreamEvent>('dynamodb/insert');
  expect(result).toEqual({
    batchItemFailures: [{ itemIdentifier: Records[0]?.dynamodb?.SequenceNumber }],
  });
  expect(spans[0]?.attributes).toMatchObject({
    'messaging.system': 'aws.dynamodb',
    'antifreeze.data.hash': [expect.stringMatching(/^[\da-f]{32}$/)],
  });
});

test.each([
  ['sqs/pipe', messageId(1)],
  ['kinesis/pipe', 'shardId-000000000006:49590338271490256608559692538361571095921575989136581'],
  ['dynamodb/pipe', '1'],
  ['kafka/pipe', { partition: 'orders-0', offset: 15 }],
])('EventBridge Pipes gets the names it wants for %s', async (name, itemIdentifier) => {
  let first = true;

  const result = await traceRecords(event<SQSRecord[]>(name), async () => {
    if (first) {
      first = false;
      throw new Error('first');
    }
  });

  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier }] });
});

test('a source that takes no response gets the error', async () => {
  const failure = new Error('unreadable');

  const { error, root, spans } = await tracedInvocation(
    event<SNSEvent>('sns/binary-attribute'),
    (batch) => traceRecords(batch, () => Promise.reject(failure)),
  );

  expect(error).toBe(failure);
  expect(spans[0]).toMatchObject({
    name: 'process order-events',
    status: { code: SpanStatusCode.ERROR },
  });
  expect(root.status.code).toBe(SpanStatusCode.ERROR);
});

test('several errors of a source that takes no response come as one', async () => {
  const queue = event<{ rmqMessagesByQueue: Record<string, object[]> }>('rabbitmq/messages');

  const handling = traceRecords(queue, () => Promise.reject(new Error('unreadable')));

  await expect(handling).rejects.toThrow(AggregateError);
  await expect(handling).rejects.toThrow('2 records failed');
});

test.each(['activemq/pipe', 'rabbitmq/pipe'])(
  'messages of a broker through a pipe are records, a failure of which rejects: %s',
  async (name) => {
    const failure = new Error('unreadable');
    const messages = event<{ messageID: string }[]>(name);
    const seen: unknown[] = [];

    const handling = traceRecords(messages, (record) => {
      if (seen.push(record) === 1) throw failure;
    });

    await expect(handling).rejects.toBe(failure);
    expect(seen).toEqual(messages);
  },
);

test.each(['direct-put', 'from-msk'])('records of Firehose have spans each: %s', async (name) => {
  const stream = event<{ deliveryStreamArn: string; records: { recordId: string }[] }>(
    `firehose/${name}`,
  );
  const answers: unknown[] = [];

  const { spans } = await tracedInvocation(stream, (given) =>
    traceRecords(given, ({ recordId }) => answers.push(recordId)),
  );

  expect(answers).toEqual(stream.records.map(({ recordId }) => recordId));
  expect(spans).toHaveLength(stream.records.length);
  expect(spans[0]).toMatchObject({ name: 'process lake', links: [{ context: { traceId } }] });
});

test('an event of a bus is one record', async () => {
  const { spans, result } = await tracedInvocation(
    event<{ 'detail-type': string; detail: { order: number } }>('eventbridge/custom'),
    (given) => traceRecords(given, async (record) => expect(record.detail.order).toBe(1)),
  );

  expect(result).toBeUndefined();
  expect(spans).toMatchObject([{ name: 'process Order Placed' }]);
});

test('a record that no source claims is handled, too', async () => {
  const seen: unknown[] = [];

  const { spans } = await tracedInvocation([{ order: 1 }, { order: 2 }], (given) =>
    traceRecords(given as unknown as SQSRecord[], async (record) => seen.push(record)),
  );

  expect(seen).toEqual([{ order: 1 }, { order: 2 }]);
  expect(spans).toMatchObject([{ name: 'process' }, { name: 'process' }]);
});

test('an empty batch is done', async () => {
  expect(await traceRecords({ Records: [] as SQSRecord[] }, async () => undefined)).toEqual({
    batchItemFailures: [],
  });
});

test('outside of an invocation, the span of a record continues the trace of its producer', async () => {
  const spans = await spansOf(() =>
    traceRecords(event<SQSEvent>('sqs/batch'), async () => undefined),
  );

  expect(spans[0]?.parentSpanContext).toMatchObject({ traceId, spanId });
  expect(spans[2]?.parentSpanContext).toBeUndefined();
});

test('a span of a record that is not waited for ends with the invocation', async () => {
  const { spans } = await tracedInvocation(event<SQSEvent>('sqs/single'), async (batch) => {
    void traceRecords(batch, () => new Promise(() => {}));
  });

  expect(spans).toMatchObject([{ name: 'process orders', ended: true }]);
});

test('nothing of the event is changed', async () => {
  const batch = event<SQSEvent>('sqs/batch');

  await traceRecords(batch, async () => context.active());

  expect(batch).toEqual(event('sqs/batch'));
});

test('of any event, nothing but the error of its own handler comes back', async () => {
  const record = fc.record(
    {
      eventSource: fc.constantFrom('aws:sqs', 'aws:kinesis', 'aws:dynamodb', 'aws:ses'),
      messageId: fc.jsonValue(),
      attributes: fc.jsonValue(),
      messageAttributes: fc.jsonValue(),
      kinesis: fc.jsonValue(),
      dynamodb: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const batch = fc.oneof(fc.array(record), fc.record({ Records: fc.array(record) }), fc.object());
  const failure = new Error('of the handler');

  await fc.assert(
    fc.asyncProperty(batch, async (given) => {
      const before = structuredClone(given);
      const handling = traceRecords(given as unknown as SQSEvent, () => Promise.reject(failure));

      const error = await handling.then(
        () => failure,
        (reason) => (reason instanceof AggregateError ? reason.errors[0] : reason),
      );

      expect(error).toBe(failure);
      expect(given).toEqual(before);
    }),
  );
});
