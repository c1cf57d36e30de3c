import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { sns } from '../../../src/aws/triggers/sns.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('a notification becomes a consumer span named for its topic', () => {
  const root = rootSpanOf(sns, 'sns/binary-attribute');

  expect(root).toMatchObject({ name: 'process order-events', kind: SpanKind.CONSUMER });
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'pubsub',
    'messaging.system': 'aws.sns',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'order-events',
    'service.peer.name': 'aws.sns:order-events',
    'aws.sns.topic.arn': 'arn:aws:sns:eu-central-1:123456789012:order-events',
    'messaging.message.id': '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
    'antifreeze.event.age_ms': expect.any(Number),
  });
});

test.each(['binary-attribute', 'string-attribute', 'eventbridge'])(
  'the context is found in %s',
  (name) => {
    const root = rootSpanOf(sns, `sns/${name}`);

    expect(parentOf(root)).toEqual({ traceId, spanId });
    expect(root.links).toMatchObject([{ context: { traceId, spanId } }]);
  },
);
