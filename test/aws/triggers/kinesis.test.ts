import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { kinesis } from '../../../src/aws/triggers/kinesis.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('a batch becomes a consumer span that links to the producers of JSON data', () => {
  const root = rootSpanOf(kinesis, 'kinesis/batch');

  expect(root).toMatchObject({ name: 'process clicks', kind: SpanKind.CONSUMER });
  expect(root.parent).toBeUndefined();
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'pubsub',
    'messaging.system': 'aws.kinesis',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'clicks',
    'service.peer.name': 'aws.kinesis:clicks',
    'aws.kinesis.stream_name': 'clicks',
    'messaging.batch.message_count': 3,
    'antifreeze.event.age_ms': expect.any(Number),
  });
  expect(root.links).toMatchObject([
    {
      context: { traceId, spanId },
      attributes: {
        'messaging.message.id':
          'shardId-000000000006:49590338271490256608559692538361571095921575989136581',
      },
    },
  ]);
});

test.each(['enhanced-fan-out', 'pipe'])('the stream and the context are found in %s', (name) => {
  const root = rootSpanOf(kinesis, `kinesis/${name}`);

  expect(root.name).toBe('process clicks');
  expect(parentOf(root)).toEqual({ traceId, spanId });
});

test('aggregated data is no JSON and carries nothing', () => {
  expect(rootSpanOf(kinesis, 'kinesis/aggregated').links).toEqual([]);
});

test('the answer of a tumbling window is no failure', () => {
  const summary = kinesis.result?.({ state: { count: 4 } }, readEvent('kinesis/window'));

  expect(summary).toEqual({ attributes: {} });
});

test('a time of arrival may be in milliseconds, too', () => {
  const inMilliseconds = readEvent('kinesis/batch');
  for (const { kinesis } of inMilliseconds['Records'] as { kinesis: Record<string, number> }[])
    kinesis['approximateArrivalTimestamp'] = Number(kinesis['approximateArrivalTimestamp']) * 1_000;
  const sentAt = (event: unknown) => kinesis.messages(event).map((message) => message.sentAt);

  expect(sentAt(inMilliseconds)).toEqual(sentAt(readEvent('kinesis/batch')));
});
