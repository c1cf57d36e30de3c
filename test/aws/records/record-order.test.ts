import type { KinesisStreamEvent, MSKEvent, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { traceRecords } from '../../../src/aws/records/trace-records.ts';
import { readEvent } from '../triggers/events.ts';
import { tracedInvocation } from './traced-invocation.ts';

const messageId = (n: number) => `059f36b4-87a3-44ab-83d2-66197000000${n}`;
const event = <Event>(name: string) => readEvent(name) as unknown as Event;

test('records are handled one after the other, or as many at a time as told', async () => {
  const mostAtOnce = async (concurrency?: number) => {
    let now = 0;
    let most = 0;
    await traceRecords(
      event<SQSEvent>('sqs/batch'),
      async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        now--;
      },
      concurrency === undefined ? {} : { concurrency },
    );
    return most;
  };

  expect(await mostAtOnce()).toBe(1);
  expect(await mostAtOnce(2)).toBe(2);
  expect(await mostAtOnce(Number.POSITIVE_INFINITY)).toBe(3);
  for (const none of [0, -1, Number.NaN]) expect(await mostAtOnce(none)).toBe(1);
});

test.each([1, 3])(
  'a failure stops its message group, and no other, with %i at a time',
  async (concurrency) => {
    const handled: string[] = [];

    const { result } = await tracedInvocation(event<SQSEvent>('sqs/fifo'), (batch) =>
      traceRecords(
        batch,
        async (record) => {
          handled.push(record.messageId);
          await Promise.resolve();
          if (record.messageId === messageId(1)) throw new Error('alice is out');
        },
        { concurrency },
      ),
    );

    expect(handled).toEqual([messageId(1), messageId(2)]);
    expect(result).toEqual({
      batchItemFailures: [{ itemIdentifier: messageId(1) }, { itemIdentifier: messageId(3) }],
    });
  },
);

test('a stream stops at the first failure, which is where it comes again from', async () => {
  const handled: string[] = [];

  const { result } = await tracedInvocation(event<KinesisStreamEvent>('kinesis/batch'), (batch) =>
    traceRecords(
      batch,
      async (record) => {
        handled.push(record.kinesis.sequenceNumber);
        if (handled.length === 2) throw new Error('unreadable');
      },
      { concurrency: 10 },
    ),
  );

  expect(handled).toHaveLength(2);
  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: handled[1] }] });
});

test('a stream whose order does not matter goes on', async () => {
  const handled: string[] = [];

  await traceRecords(
    event<KinesisStreamEvent>('kinesis/batch'),
    async (record) => {
      handled.push(record.eventID);
      throw new Error('never mind');
    },
    { ordered: false },
  );

  expect(handled).toHaveLength(3);
});

test('each Kafka partition stops by itself, and is named with the offset', async () => {
  const { result } = await tracedInvocation(event<MSKEvent>('kafka/msk'), (batch) =>
    traceRecords(batch, async (record) => {
      if (record.offset !== 16) throw new Error('poison');
    }),
  );

  expect(result).toEqual({
    batchItemFailures: [
      { itemIdentifier: { partition: 'orders-0', offset: 15 } },
      { itemIdentifier: { partition: 'orders-1', offset: 7 } },
    ],
  });
});

test('groups of a standard queue keep no order', async () => {
  const handled: string[] = [];
  const { Records } = event<SQSEvent>('sqs/fifo');
  const standard = Records.map((record) => ({
    ...record,
    eventSourceARN: record.eventSourceARN.replace('.fifo', ''),
  }));

  await traceRecords({ Records: standard }, async (record) => {
    handled.push(record.messageId);
    throw new Error('out');
  });

  expect(handled).toHaveLength(3);
});

test('a failure stops its partition, and no other, also through a pipe that writes text', async () => {
  const handled: unknown[] = [];

  const result = await traceRecords(
    event<{ topic: string; partition: string; offset: number }[]>('kafka/pipe-as-text'),
    async ({ offset }) => {
      handled.push(offset);
      if (offset === 15) throw new Error('unreadable');
    },
  );

  expect(handled).toEqual([15, 7]);
  expect(result).toEqual({
    batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 15 } }],
  });
});
