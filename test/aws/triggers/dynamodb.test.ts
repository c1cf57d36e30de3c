import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { dynamodb } from '../../../src/aws/triggers/dynamodb.ts';
import { itemHash } from '../../../src/propagation/deterministic-link.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

const read = (name: string) => dynamodb.rootSpan(readEvent(`dynamodb/${name}`), undefined);

test('a new item tells its table, and the hash that its writer knows as well, but not itself', () => {
  expect(read('insert')).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'datasource',
      'faas.document.collection': 'Orders',
      'faas.document.operation': 'insert',
      'faas.document.time': '2026-11-22T21:12:00.000Z',
      'aws.dynamodb.table_names': ['Orders'],
      'antifreeze.batch.record_count': 1,
      'antifreeze.data.hash': [itemHash('Orders', { id: 'o-42', line: 7 })],
      'antifreeze.event.age_ms': 5000,
    },
  });
});

test('a mixed batch has no operation, and one hash for each item', () => {
  const { attributes } = read('mixed');

  expect(attributes).not.toHaveProperty(['faas.document.operation']);
  expect(attributes).toMatchObject({
    'antifreeze.batch.record_count': 3,
    'antifreeze.data.hash': [
      itemHash('Orders', { id: 'o-42' }),
      itemHash('Orders', { id: 'o-43' }),
    ],
  });
});

test('a binary key has the hash of its bytes', () => {
  expect(read('expired').attributes).toMatchObject({
    'faas.document.operation': 'delete',
    'antifreeze.data.hash': [itemHash('Orders', { id: new Uint8Array([1, 2, 3]) })],
  });
});

test('records that EventBridge Pipes hand over as a list are read alike', () => {
  const piped = readEvent('dynamodb/insert')['Records'];

  const root = dynamodb.matches(piped) ? dynamodb.rootSpan(piped, undefined) : undefined;

  expect(root).toEqual(read('insert'));
});

test('ten thousand records cost no more hashes than a hundred', () => {
  const [record] = readEvent('dynamodb/insert')['Records'] as object[];
  const Records = Array.from({ length: 10_000 }, (_, n) => ({
    ...record,
    dynamodb: { Keys: { id: { N: `${n}` } } },
  }));

  const { attributes } = dynamodb.rootSpan({ Records }, undefined);

  expect(attributes['antifreeze.batch.record_count']).toBe(10_000);
  expect(attributes['antifreeze.data.hash']).toHaveLength(100);
});

test('keys that are none have no hash', () => {
  const record = { eventSource: 'aws:dynamodb', eventSourceARN: 'arn:a:b:c:d:table/T' };
  const Records = [{ ...record, dynamodb: { Keys: { id: { S: { toString: 1 } } } } }];

  const { attributes } = dynamodb.rootSpan({ Records }, undefined);

  expect(attributes).not.toHaveProperty(['antifreeze.data.hash']);
});

test('records that the handler reports as failed fail the span', () => {
  const result = { batchItemFailures: [{ itemIdentifier: '1' }] };

  expect(dynamodb.result?.(result, readEvent('dynamodb/mixed'))?.errorType).toBeDefined();
  expect(dynamodb.result?.({ batchItemFailures: [] }, {})?.errorType).toBeUndefined();
});

test('a time that a serializer wrote in milliseconds is no year far from now', () => {
  expect(read('milliseconds')).toEqual(read('insert'));
});
