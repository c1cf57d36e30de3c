import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { expect, expectTypeOf, test } from 'vitest';
import { traceRecord } from '../../../src/aws/records/trace-record.ts';
import { readEvent } from '../triggers/events.ts';
import { spansOf, tracedInvocation } from './traced-invocation.ts';

/** The first record of an event, whatever holds its records. */
function firstRecord(name: string): unknown {
  const event = readEvent(name) as Record<string, unknown>;
  if (Array.isArray(event)) return event[0];
  const { Records, messages, records, rmqMessagesByQueue } = event;
  return [Records ?? messages ?? Object.values(records ?? rmqMessagesByQueue ?? {})].flat(2)[0];
}

test('a record has a consumer span under the root, with a link to its producer', async () => {
  const { root, spans } = await tracedInvocation(
    readEvent('sqs/batch') as unknown as SQSEvent,
    async ({ Records }) => {
      for (const record of Records)
        traceRecord(record, (given, span) => {
          expect(given).toBe(record);
          expect(trace.getActiveSpan()).toBe(span);
        });
    },
  );

  expect(spans.map(({ name, kind }) => ({ name, kind }))).toEqual(
    Array(3).fill({ name: 'process orders', kind: SpanKind.CONSUMER }),
  );
  for (const span of spans) expect(span.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
  expect(spans.map(({ links }) => links.length)).toEqual([1, 1, 0]);
});

test('what the handler gives comes back as it is: a value, a promise, an error', async () => {
  const record = {} as SQSRecord;
  const error = new Error('boom');
  const fail = () => {
    throw error;
  };

  expectTypeOf(traceRecord(record, () => 42)).toEqualTypeOf<number>();
  expect(traceRecord(record, () => 42)).toBe(42);
  await expect(traceRecord(record, async () => 42)).resolves.toBe(42);
  await expect(traceRecord(record, async () => fail())).rejects.toBe(error);
  expect(() => traceRecord(record, fail)).toThrow(error);
});

test('a promise ends the span when it settles, and a failure is on it', async () => {
  const spans = await spansOf(async () => {
    const pending = traceRecord({}, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('boom');
    });
    await pending.catch(() => undefined);
  });

  expect(spans).toMatchObject([{ status: { code: SpanStatusCode.ERROR, message: 'boom' } }]);
  expect(Number(spans[0]?.duration[1])).toBeGreaterThan(15e6);
});

test.each([
  { event: 'sqs/batch', system: 'aws_sqs' },
  { event: 'sqs/pipe', system: 'aws_sqs' },
  { event: 'kinesis/batch', system: 'aws.kinesis' },
  { event: 'kinesis/pipe', system: 'aws.kinesis' },
  { event: 'dynamodb/insert', system: 'aws.dynamodb' },
  { event: 'dynamodb/pipe', system: 'aws.dynamodb' },
  { event: 'sns/plain', system: 'aws.sns' },
  { event: 'kafka/msk', system: 'kafka' },
  { event: 'kafka/pipe', system: 'kafka' },
  { event: 'activemq/text-messages', system: 'activemq' },
  { event: 'rabbitmq/single', system: 'rabbitmq' },
])('a record of $event is known for what it is', async ({ event, system }) => {
  const spans = await spansOf(async () => traceRecord(firstRecord(event), () => undefined));

  expect(spans[0]?.name).toMatch(/^process /);
  expect(spans[0]?.attributes).toMatchObject({ 'messaging.system': system });
});

test.each([undefined, null, 'text', 42, {}, []])('%s is handled as well', async (record) => {
  const spans = await spansOf(async () => {
    expect(traceRecord(record, (given) => [given])).toEqual([record]);
  });

  expect(spans).toMatchObject([{ name: 'process' }]);
});
