import { beforeAll, expect, test } from 'vitest';
import { activeMq } from '../../../src/aws/triggers/activemq.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

test('messages of ActiveMQ become a span that links to the producers in their properties', () => {
  const root = rootSpanOf(activeMq, 'activemq/text-messages');

  expect(root.name).toBe('process orders');
  expect(root.attributes).toMatchObject({
    'messaging.system': 'activemq',
    'messaging.destination.name': 'orders',
    'messaging.batch.message_count': 2,
    'antifreeze.event.age_ms': expect.any(Number),
  });
  expect(root.links).toMatchObject([
    {
      context: { traceId, spanId },
      attributes: {
        'messaging.message.id':
          'ID:b-9bcfa592.mq.eu-central-1.amazonaws.com-37557-1234520418293-4:1:1:1:1',
        'messaging.message.conversation_id': 'order-1',
      },
    },
  ]);
});

test('messages through a pipe, with the names that it has for them, tell the same', () => {
  const { parent, ...piped } = rootSpanOf(activeMq, 'activemq/pipe');

  expect(piped).toEqual(rootSpanOf(activeMq, 'activemq/text-messages'));
  expect(parent).toBeUndefined();
});
