import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
} from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const producer = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const messageId = (n: number) => `059f36b4-87a3-44ab-83d2-66197000000${n}`;
const sequenceNumber = (n: number) => `4959033827149025660855969253836157109592157598913658${n}`;
let collector: Collector;
let started: LambdaFunction | undefined;

beforeAll(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await started?.close();
  collector.clear();
});
afterAll(() => collector.close());

/** Lets a function handle the event, and fail at some of its records. */
async function handle(runtime: RuntimeName, eventName: string, ...failsAt: readonly string[]) {
  started = await startFunction({
    runtime,
    directory,
    handler: 'records.handler',
    functionName: 'worker',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, FAILS_AT: failsAt.join() },
  });
  const event = readFileSync(`test/events/${eventName}.json`, 'utf8');
  const { payload } = await started.invoke(JSON.parse(event));
  await started.frozen();
  const spans = collector.spans();
  const root = spans.find(({ attributes }) => attributes['faas.trigger'] !== undefined);
  const records = spans
    .filter((span) => span.kind === 'consumer' && span !== root)
    .toSorted((a, b) => Number(a.start - b.start));
  return { answer: JSON.parse(payload), spans, root, records };
}

const statuses = (spans: readonly CollectedSpan[]) => spans.map(({ status }) => status.code);
const links = ({ links }: CollectedSpan) =>
  links.map(({ traceId, spanId }) => ({ traceId, spanId }));

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('a standard queue gets the failed message back, and all others are handled', async () => {
    const { answer, spans, root, records } = await handle(runtime, 'sqs/batch', messageId(1));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: messageId(1) }] });
    expect(statuses(records)).toEqual(['error', 'unset', 'unset']);
    expect(records.map(links)).toEqual([
      [producer],
      [{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }],
      [],
    ]);
    expect(root).toMatchObject({
      name: 'process orders',
      kind: 'consumer',
      parentSpanId: undefined,
      status: { code: 'error', message: '1 of 3 records failed' },
      attributes: {
        'messaging.batch.message_count': 3,
        'antifreeze.batch.failed_count': 1,
        'error.type': 'batch_item_failures',
      },
    });
    for (const record of records) {
      expect(record.parentSpanId).toBe(root?.spanId);
      expect(spans).toContainEqual(
        expect.objectContaining({ name: 'work', parentSpanId: record.spanId }),
      );
    }
  });

  test('a FIFO queue gets what follows the failed message of its group back, too', async () => {
    const { answer, root, records } = await handle(runtime, 'sqs/fifo', messageId(1));

    const failed = answer.batchItemFailures as { itemIdentifier: string }[];
    expect(failed.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      messageId(1),
      messageId(3),
    ]);
    expect(records.map(({ attributes }) => attributes['messaging.message.id'])).toEqual([
      messageId(1),
      messageId(2),
    ]);
    expect(statuses(records)).toEqual(['error', 'unset']);
    expect(root).toMatchObject({
      traceId: producer.traceId,
      parentSpanId: producer.spanId,
      attributes: { 'antifreeze.batch.failed_count': 2 },
    });
    expect(root && links(root)).toEqual([producer, producer, producer]);
  });

  test('a stream is told where to go on, and its later records are not handled', async () => {
    const { answer, root, records } = await handle(runtime, 'kinesis/batch', sequenceNumber(2));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(2) }] });
    expect(statuses(records)).toEqual(['unset', 'error']);
    expect(records.map(links)).toEqual([[producer], []]);
    expect(root).toMatchObject({
      name: 'process clicks',
      status: { code: 'error' },
      attributes: { 'antifreeze.batch.failed_count': 1 },
    });
    expect(root && links(root)).toEqual([producer]);
  });

  test('a pipe from Kafka is told the place in the partition, of which no later record is handled', async () => {
    const { answer, root, records } = await handle(runtime, 'kafka/pipe-as-text', '15');

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 15 } }],
    });
    expect(records.map(({ attributes }) => attributes['messaging.kafka.offset'])).toEqual([15, 7]);
    expect(statuses(records)).toEqual(['error', 'unset']);
    expect(root).toMatchObject({
      name: 'process orders',
      attributes: { 'messaging.batch.message_count': 4, 'antifreeze.batch.failed_count': 1 },
    });
  });

  test('a batch without failures is done', async () => {
    const { answer, root, records } = await handle(runtime, 'kinesis/batch');

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(statuses(records)).toEqual(['unset', 'unset', 'unset']);
    expect(root).toMatchObject({
      status: { code: 'unset' },
      attributes: { 'antifreeze.batch.failed_count': 0 },
    });
  });
});
