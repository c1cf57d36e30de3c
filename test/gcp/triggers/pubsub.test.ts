import { SpanKind } from '@opentelemetry/api';
import { beforeAll, describe, expect, test } from 'vitest';
import { findTrigger } from '../../../src/core/trigger.ts';
import { backgroundCall, cloudEventCall, httpCall } from '../../../src/gcp/function-call.ts';
import { triggers } from '../../../src/gcp/triggers/index.ts';
import { useClockOfEvents } from '../../aws/triggers/clock.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { requestOf } from '../calls.ts';
import { googles, rootOf, time } from './root-of.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

const parentSpan = `${traceId} ${spanId}`;

describe('Pub/Sub', () => {
  const message = {
    data: 'eyJhIjoxfQ==',
    attributes: { traceparent, origin: 'shop' },
    messageId: '136969346945',
    publishTime: time,
    orderingKey: 'customer-7',
  };
  const topicSource = '//pubsub.googleapis.com/projects/shop/topics/orders';
  const eventarc = {
    specversion: '1.0',
    id: '136969346945',
    type: 'google.cloud.pubsub.topic.v1.messagePublished',
    source: topicSource,
    time,
    traceparent: googles,
    data: {
      message,
      subscription: 'projects/shop/subscriptions/eventarc-orders',
      deliveryAttempt: 3,
    },
  };
  const messaging = {
    'faas.trigger': 'pubsub',
    'messaging.system': 'gcp_pubsub',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.message.id': '136969346945',
    'antifreeze.event.age_ms': 5000,
  };

  test('by Eventarc: the message tells of its sender, whatever the delivery says', () => {
    const { parent: _, ...root } = rootOf(cloudEventCall(eventarc, undefined));

    expect(root).toEqual({
      name: 'process orders',
      kind: SpanKind.CONSUMER,
      links: [{ context: expect.objectContaining({ traceId, spanId }) }],
      parentSpan,
      attributes: {
        ...messaging,
        'messaging.destination.name': 'orders',
        'messaging.destination.subscription.name': 'eventarc-orders',
        'messaging.gcp_pubsub.message.ordering_key': 'customer-7',
        'messaging.gcp_pubsub.message.delivery_attempt': 3,
        'cloudevents.event_id': '136969346945',
        'cloudevents.event_source': topicSource,
        'cloudevents.event_spec_version': '1.0',
        'cloudevents.event_type': 'google.cloud.pubsub.topic.v1.messagePublished',
      },
    });
  });

  test('pushed to an HTTP function', () => {
    const body = { message, subscription: 'projects/shop/subscriptions/orders-push' };
    const call = httpCall(requestOf({ traceparent: googles }, { body }));

    const root = rootOf(call);

    expect(root.name).toBe('process orders-push');
    expect(root.attributes).toEqual({
      ...messaging,
      'messaging.destination.subscription.name': 'orders-push',
      'messaging.gcp_pubsub.message.ordering_key': 'customer-7',
    });
    expect(root.parentSpan).toBe(parentSpan);
    expect(findTrigger(triggers, call)?.result?.({ statusCode: 503 }, call)).toEqual({
      attributes: { 'http.response.status_code': 503 },
      errorType: '503',
    });
  });

  test('of the 1st generation', () => {
    const context = {
      eventId: '136969346945',
      eventType: 'google.pubsub.topic.publish',
      timestamp: time,
      resource: { service: 'pubsub.googleapis.com', name: 'projects/shop/topics/orders' },
    };

    const root = rootOf(backgroundCall({ attributes: message.attributes }, context, undefined));

    expect(root.name).toBe('process orders');
    expect(root.attributes).toEqual({ ...messaging, 'messaging.destination.name': 'orders' });
    expect(root.parentSpan).toBe(parentSpan);
  });

  test("sent by Google's own client with its tracing on", () => {
    const attributes = { googclient_traceparent: traceparent };
    const data = { message: { ...message, attributes } };

    const root = rootOf(cloudEventCall({ ...eventarc, data }, undefined));

    expect(root.parentSpan).toBe(parentSpan);
  });

  test('without a sender, the delivery is the parent', () => {
    const data = { message: { ...message, attributes: undefined } };

    const root = rootOf(cloudEventCall({ ...eventarc, data }, undefined));

    expect(root.parentSpan).toBe(`${traceId} 00000000000000aa`);
  });
});
