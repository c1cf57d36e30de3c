import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { eventBridge } from '../../../src/aws/triggers/eventbridge.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('an event of a bus becomes a consumer span named for its detail type', () => {
  const root = rootSpanOf(eventBridge, 'eventbridge/custom');

  expect(root).toMatchObject({ name: 'process Order Placed', kind: SpanKind.CONSUMER });
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'pubsub',
    'messaging.system': 'aws.eventbridge',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'aws.eventbridge.source': 'shop.orders',
    'aws.eventbridge.detail_type': 'Order Placed',
    'messaging.message.id': '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'antifreeze.event.age_ms': expect.any(Number),
  });
  expect(parentOf(root)).toEqual({ traceId, spanId });
});

test('an event of an AWS service carries no context', () => {
  const root = rootSpanOf(eventBridge, 'eventbridge/aws-service');

  expect(root.name).toBe('process EC2 Instance State-change Notification');
  expect(root.parent).toBeUndefined();
  expect(root.links).toEqual([]);
});

test('an event that an archive replays has not waited since it was sent', () => {
  const { attributes } = rootSpanOf(eventBridge, 'eventbridge/replayed');

  expect(attributes).toHaveProperty(['aws.eventbridge.replay_name'], 'last-week');
  expect(attributes).not.toHaveProperty(['antifreeze.event.age_ms']);
});
