import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { s3 } from '../../../src/aws/triggers/s3.ts';
import { objectHash } from '../../../src/propagation/deterministic-link.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

test('an upload tells its object, and the hash that its writer knows as well', () => {
  expect(s3.rootSpan(readEvent('s3/put'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'datasource',
      'faas.document.collection': 'orders-inbox',
      'faas.document.operation': 'insert',
      'faas.document.name': 'in box/grüße.csv',
      'faas.document.time': '2026-11-22T21:12:00.000Z',
      'aws.s3.bucket': 'orders-inbox',
      'aws.s3.key': 'in box/grüße.csv',
      'antifreeze.batch.record_count': 1,
      'antifreeze.data.hash': [
        objectHash('orders-inbox', 'in box/grüße.csv', '"b21b84d653bb07b05b1e6b33684dc11b"'),
      ],
      'antifreeze.event.age_ms': 5000,
    },
  });
});

test('a removal has no hash, and a key that is not encoded stays as it is', () => {
  const { attributes } = s3.rootSpan(readEvent('s3/delete'), undefined);

  expect(attributes).toMatchObject({
    'faas.document.operation': 'delete',
    'faas.document.name': 'a%ZZ.csv',
  });
  expect(attributes).not.toHaveProperty(['antifreeze.data.hash']);
});

test('of several records only what they share is told', () => {
  const { attributes } = s3.rootSpan(readEvent('s3/several'), undefined);

  expect(attributes).toMatchObject({
    'aws.s3.bucket': 'orders-inbox',
    'antifreeze.batch.record_count': 2,
    'antifreeze.data.hash': [
      objectHash('orders-inbox', 'a', '0'.repeat(32)),
      objectHash('orders-inbox', 'b', '1'.repeat(32)),
    ],
  });
  expect(attributes).not.toHaveProperty(['aws.s3.key']);
  expect(attributes).not.toHaveProperty(['faas.document.operation']);
});

test.each([
  ['ObjectCreated:CompleteMultipartUpload', 'insert'],
  ['s3:ObjectRemoved:Delete', 'delete'],
  ['LifecycleExpiration:Delete', 'delete'],
  ['ObjectRestore:Completed', 'edit'],
])('%s is an operation of kind %s', (eventName, operation) => {
  const { attributes } = s3.rootSpan({ Records: [{ eventSource: 'aws:s3', eventName }] }, null);

  expect(attributes).toMatchObject({ 'faas.document.operation': operation });
});
