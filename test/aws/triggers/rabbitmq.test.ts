import { beforeAll, expect, test } from 'vitest';
import { rabbitMq } from '../../../src/aws/triggers/rabbitmq.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('messages of RabbitMQ become a span that links to the producers in their headers', () => {
  const root = rootSpanOf(rabbitMq, 'rabbitmq/messages');

  expect(root.name).toBe('process orders');
  expect(root.attributes).toMatchObject({
    'messaging.system': 'rabbitmq',
    'messaging.destination.name': 'orders',
    'messaging.batch.message_count': 2,
  });
  expect(root.attributes).not.toHaveProperty(['antifreeze.event.age_ms']);
  expect(root.links).toMatchObject([
    { context: { traceId, spanId }, attributes: { 'messaging.message.id': 'm-1' } },
  ]);
});

test('a single message continues the trace of its producer', () => {
  const root = rootSpanOf(rabbitMq, 'rabbitmq/single');

  expect(parentOf(root)).toEqual({ traceId, spanId });
});

test('a message through a pipe tells its queue, and continues that trace, too', () => {
  const root = rootSpanOf(rabbitMq, 'rabbitmq/pipe');

  expect(root.name).toBe('process orders');
  expect(parentOf(root)).toEqual({ traceId, spanId });
});
