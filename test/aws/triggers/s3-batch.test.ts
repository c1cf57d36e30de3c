import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { s3Batch } from '../../../src/aws/triggers/s3-batch.ts';
import { readEvent } from './events.ts';

test('a task of schema 1.0 has its bucket in an ARN', () => {
  expect(s3Batch.rootSpan(readEvent('s3-batch/schema-1'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.s3.bucket': 'orders-inbox',
      'aws.s3.key': 'customerImage1.jpg',
      'aws.s3.batch.job.id': 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce',
      'antifreeze.batch.record_count': 1,
    },
  });
});

test('tasks of schema 2.0 may be several', () => {
  expect(s3Batch.rootSpan(readEvent('s3-batch/schema-2'), undefined).attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.s3.bucket': 'orders-inbox',
    'aws.s3.batch.job.id': 'ry77cd60-61f6-4a2b-8a21-d07600c874gf',
    'antifreeze.batch.record_count': 2,
  });
});

test.each([
  [['Succeeded'], undefined],
  [['Succeeded', 'TemporaryFailure'], 'TemporaryFailure'],
  [['TemporaryFailure', 'PermanentFailure'], 'PermanentFailure'],
])('the results %j are an error of type %s', (codes, errorType) => {
  const results = codes.map((resultCode) => ({ resultCode }));

  expect(s3Batch.result?.({ results }, {})).toEqual({ attributes: {}, errorType });
});

test('a key is decoded, as it comes as of an HTML form', () => {
  expect(s3Batch.rootSpan(readEvent('s3-batch/encoded-key'), undefined).attributes).toMatchObject({
    'aws.s3.key': 'customer images/n° 1+2.jpg',
  });
});
