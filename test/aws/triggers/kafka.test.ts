import { beforeAll, expect, test } from 'vitest';
import { kafka } from '../../../src/aws/triggers/kafka.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('a batch of several partitions is one span that links to each producer', () => {
  const root = rootSpanOf(kafka, 'kafka/msk');

  expect(root.name).toBe('process orders');
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'pubsub',
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'orders',
    'service.peer.name': 'kafka:orders',
    'messaging.batch.message_count': 3,
    'antifreeze.event.age_ms': expect.any(Number),
  });
  expect(root.links).toMatchObject([
    {
      context: { traceId, spanId },
      attributes: { 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': 15 },
    },
    {
      context: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
      attributes: { 'messaging.destination.partition.id': '1', 'messaging.kafka.offset': 7 },
    },
  ]);
});

test.each(['self-managed', 'pipe'])('the context is found in %s', (name) => {
  const root = rootSpanOf(kafka, `kafka/${name}`);

  expect(parentOf(root)).toEqual({ traceId, spanId });
  expect(root.attributes).toMatchObject({
    'messaging.destination.name': 'orders',
    'messaging.kafka.offset': 15,
  });
});

test('a record without headers has no producer', () => {
  expect(rootSpanOf(kafka, 'kafka/no-headers').links).toEqual([]);
});

test("failures are named by partition and offset, which are counted as others' ids are", () => {
  const failures = [{ itemIdentifier: { partition: 'orders-0', offset: 16 } }];

  const summary = kafka.result?.({ batchItemFailures: failures }, readEvent('kafka/msk'));

  expect(summary?.attributes).toEqual({ 'antifreeze.batch.failed_count': 1 });
});

test('a pipe that writes partitions as text, or a key in place of the topic, tells the same', () => {
  const places = kafka.messages(readEvent('kafka/pipe-as-text')).map((message) => ({
    topic: message.destination,
    lane: message.lane,
    itemIdentifier: message.itemIdentifier,
  }));

  const placeOf = (lane: string, offset: number) => ({
    topic: 'orders',
    lane,
    itemIdentifier: { partition: lane, offset },
  });
  expect(places).toEqual([
    placeOf('orders-0', 15),
    placeOf('orders-0', 16),
    placeOf('orders-0', 17),
    placeOf('orders-1', 7),
  ]);
});

test('records are found in maps by number, too', () => {
  const records = Object.values(readEvent('kafka/numbered')['records'] as object);

  expect(rootSpanOf(kafka, 'kafka/numbered')).toEqual(rootSpanOf(kafka, 'kafka/msk'));
  expect(kafka.messages({ eventSource: 'aws:kafka', records: records[0] })).toHaveLength(
    Object.keys(records[0]).length,
  );
});
