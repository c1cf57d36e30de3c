import { SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { appsyncEvents } from '../../../src/aws/triggers/appsync-events.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('what is published is named for its namespace, and joins the trace of the client', () => {
  const root = rootSpanOf(appsyncEvents, 'appsync-events/publish');

  expect(root).toMatchObject({ name: 'PUBLISH orders', kind: SpanKind.SERVER });
  expect(root.attributes).toStrictEqual({
    'faas.trigger': 'http',
    'url.scheme': 'https',
    'server.address': 'example1234567890000.appsync-api.eu-west-1.amazonaws.com',
    'server.port': 443,
    'client.address': '203.0.113.7',
    'user_agent.original': 'curl/8.9.1',
    'aws.appsync.channel_namespace': 'orders',
    'aws.appsync.channel': '/orders/o-42',
    'aws.appsync.operation': 'PUBLISH',
    'antifreeze.batch.record_count': 2,
  });
  expect(parentOf(root)).toEqual({ traceId, spanId });
});

test('a subscription has no events', () => {
  const { name, attributes } = rootSpanOf(appsyncEvents, 'appsync-events/subscribe');

  expect(name).toBe('SUBSCRIBE orders');
  expect(attributes).not.toHaveProperty(['antifreeze.batch.record_count']);
});
