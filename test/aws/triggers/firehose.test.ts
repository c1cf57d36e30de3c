import { beforeAll, expect, test } from 'vitest';
import { firehose } from '../../../src/aws/triggers/firehose.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('records to transform become a consumer span named for the delivery stream', () => {
  const root = rootSpanOf(firehose, 'firehose/direct-put');

  expect(root.name).toBe('process lake');
  expect(root.attributes).toMatchObject({
    'messaging.system': 'aws.firehose',
    'messaging.batch.message_count': 2,
  });
  expect(root.links).toMatchObject([{ context: { traceId, spanId } }]);
});

test('records that could not be transformed are counted, dropped ones are not', () => {
  const records = ['Ok', 'Dropped', 'ProcessingFailed'].map((result, n) => ({
    recordId: String(n),
    result,
  }));

  const summary = firehose.result?.({ records }, readEvent('firehose/from-stream'));

  expect(summary).toEqual({
    attributes: { 'antifreeze.batch.failed_count': 1 },
    errorType: 'batch_item_failures',
    message: '1 of 3 records failed',
  });
});

test('the data of a record of Kafka has another name', () => {
  expect(parentOf(rootSpanOf(firehose, 'firehose/from-msk'))).toEqual({ traceId, spanId });
});
