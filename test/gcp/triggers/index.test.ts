import { propagation, SpanKind } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { findTrigger } from '../../../src/core/trigger.ts';
import { backgroundCall, cloudEventCall, httpCall } from '../../../src/gcp/function-call.ts';
import { triggers } from '../../../src/gcp/triggers/index.ts';
import { useClockOfEvents } from '../../aws/triggers/clock.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { requestOf } from '../calls.ts';
import { storedObject } from '../cloud-events.ts';
import { googles, rootOf, time } from './root-of.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

const parentSpan = `${traceId} ${spanId}`;

test('an object of Cloud Storage, of both generations', () => {
  const document = {
    'faas.trigger': 'datasource',
    'faas.document.collection': 'orders',
    'faas.document.name': '2026/order.json',
    'faas.document.operation': 'insert',
    'faas.document.time': time,
    'antifreeze.event.age_ms': 5000,
  };
  const second = rootOf(cloudEventCall(storedObject(), undefined));
  const first = rootOf(
    backgroundCall(
      { bucket: 'orders', name: '2026/order.json', updated: time },
      {
        eventId: '1',
        timestamp: time,
        eventType: 'google.storage.object.finalize',
        resource: 'projects/_/buckets/orders/objects/2026/order.json',
      },
      undefined,
    ),
  );

  expect(second.attributes).toMatchObject({
    ...document,
    'cloudevents.event_subject': 'objects/2026/order.json',
  });
  expect(first.attributes).toEqual(document);
  expect(second.name).toBeUndefined();
});

test.each([
  ['google.cloud.firestore.document.v1.created', 'insert'],
  ['google.cloud.firestore.document.v1.written', 'edit'],
  ['google.cloud.firestore.document.v1.updated.withAuthContext', 'edit'],
  ['google.cloud.firestore.document.v1.deleted', 'delete'],
])('a Firestore document whose data are Protocol Buffers: %s', (type, operation) => {
  const event = {
    ...storedObject(),
    type,
    source: '//firestore.googleapis.com/projects/shop/databases/(default)',
    subject: 'documents/orders/42/items/7',
    data: Buffer.from([10, 3]),
  };

  const { attributes } = rootOf(cloudEventCall(event, undefined));

  expect(attributes).toMatchObject({
    'faas.trigger': 'datasource',
    'faas.document.collection': 'orders/items',
    'faas.document.name': 'orders/42/items/7',
    'faas.document.operation': operation,
  });
});

test('a Firestore document of the 1st generation', () => {
  const context = {
    eventId: '1',
    timestamp: time,
    eventType: 'providers/cloud.firestore/eventTypes/document.update',
    resource: 'projects/shop/databases/(default)/documents/orders/42',
  };

  const { attributes } = rootOf(backgroundCall({}, context, undefined));

  expect(attributes).toMatchObject({
    'faas.document.collection': 'orders',
    'faas.document.name': 'orders/42',
    'faas.document.operation': 'edit',
  });
});

test("a Firebase user's id stays out of the span", () => {
  const context = {
    eventId: '1',
    timestamp: time,
    eventType: 'providers/firebase.auth/eventTypes/user.delete',
    resource: 'projects/shop',
  };

  const root = rootOf(backgroundCall({ uid: 'somebody' }, context, undefined));

  expect(root.attributes).toMatchObject({
    'faas.document.collection': 'users',
    'faas.document.operation': 'delete',
  });
  expect(JSON.stringify(root)).not.toContain('somebody');
});

test('a place in a Firebase Realtime Database', () => {
  const event = {
    ...storedObject(),
    type: 'google.firebase.database.ref.v1.written',
    source: '//firebasedatabase.googleapis.com/projects/_/locations/us-central1/instances/shop-db',
    subject: 'refs/orders/42',
  };

  expect(rootOf(cloudEventCall(event, undefined)).attributes).toMatchObject({
    'faas.document.collection': 'shop-db',
    'faas.document.name': 'orders/42',
    'faas.document.operation': 'edit',
  });
});

test('an audit log entry', () => {
  const event = {
    ...storedObject(),
    type: 'google.cloud.audit.log.v1.written',
    servicename: 'bigquery.googleapis.com',
    methodname: 'google.cloud.bigquery.v2.JobService.InsertJob',
    resourcename: 'projects/shop/jobs/1',
  };

  expect(rootOf(cloudEventCall(event, undefined)).attributes).toMatchObject({
    'faas.trigger': 'other',
    'gcp.audit_log.service_name': 'bigquery.googleapis.com',
    'gcp.audit_log.method_name': 'google.cloud.bigquery.v2.JobService.InsertJob',
    'gcp.audit_log.resource_name': 'projects/shop/jobs/1',
  });
});

test("any other event, with its producer's context in place of the delivery's", () => {
  const event = { ...storedObject(), type: 'com.example.order.placed', traceparent: googles };
  const request = requestOf({
    'ce-type': 'com.example.order.placed',
    'ce-traceparent': traceparent,
    traceparent: googles,
  });

  const seenByWrapper = rootOf(cloudEventCall(event, undefined));
  const seenByPreload = rootOf(cloudEventCall(event, request));

  expect(seenByWrapper.attributes['faas.trigger']).toBe('other');
  expect(seenByWrapper.parentSpan).toBe(`${traceId} 00000000000000aa`);
  expect(seenByPreload.parentSpan).toBe(parentSpan);
});

test('a CloudEvent that an HTTP function gets is an event, in both modes', () => {
  const { data, ...attributes } = storedObject();
  const named = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]);
  const binary = requestOf(Object.fromEntries(named), { body: data });
  const structured = requestOf(
    { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    { body: storedObject() },
  );

  const bare = rootOf(cloudEventCall(storedObject(), undefined)).attributes;
  expect(rootOf(httpCall(binary)).attributes).toEqual(bare);
  expect(rootOf(httpCall(structured)).attributes).toEqual(bare);
});

test('a request of any client', () => {
  const headers = {
    host: 'orders-abc.a.run.app',
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'https',
    'user-agent': 'curl/8.9.1',
    traceparent,
  };

  const root = rootOf(httpCall(requestOf(headers, { method: 'GET', url: '/orders?sig=a&x=1' })));

  expect(root.name).toBe('GET');
  expect(root.kind).toBe(SpanKind.SERVER);
  expect(root.parentSpan).toBe(parentSpan);
  expect(root.attributes).toEqual({
    'faas.trigger': 'http',
    'http.request.method': 'GET',
    'url.path': '/orders',
    'url.query': 'sig=REDACTED&x=1',
    'url.scheme': 'https',
    'server.address': 'orders-abc.a.run.app',
    'server.port': 443,
    'client.address': '203.0.113.7',
    'user_agent.original': 'curl/8.9.1',
    'network.protocol.version': '1.1',
  });
});

test('a client whom a socket of IPv6 serves by IPv4 has the address of that', () => {
  const request = requestOf({ host: 'localhost' });
  Object.defineProperty(request.socket, 'remoteAddress', { value: '::ffff:192.0.2.7' });

  expect(rootOf(httpCall(request)).attributes['client.address']).toBe('192.0.2.7');
});

test('a job of Cloud Scheduler is a timer', () => {
  const headers = {
    'x-cloudscheduler': 'true',
    'x-cloudscheduler-jobname': 'nightly',
    'x-cloudscheduler-scheduletime': '2026-11-22T13:12:00-08:00',
  };

  expect(rootOf(httpCall(requestOf(headers))).attributes).toMatchObject({
    'faas.trigger': 'timer',
    'faas.time': '2026-11-22T21:12:00.000Z',
    'gcp.cloud_scheduler.job.name': 'nightly',
    'antifreeze.event.age_ms': 5000,
  });
});

test('a task of Cloud Tasks comes from a queue, and tells how often', () => {
  const headers = {
    'x-cloudtasks-queuename': 'mails',
    'x-cloudtasks-taskname': '4711',
    'x-cloudtasks-taskretrycount': '2',
    'x-cloudtasks-tasketa': `${Date.parse(time) / 1000}.000`,
  };

  expect(rootOf(httpCall(requestOf(headers))).attributes).toMatchObject({
    'faas.trigger': 'pubsub',
    'gcp.cloud_tasks.queue.name': 'mails',
    'gcp.cloud_tasks.task.name': '4711',
    'antifreeze.message.delivery_count': 3,
    'antifreeze.event.age_ms': 5000,
  });
});

test.each(['', 'shop/1.0 '])('a step of Workflows is known by its user agent (%j)', (prefix) => {
  const original = `${prefix}GoogleCloudWorkflows; (+https://cloud.google.com/workflows/docs)`;

  const { attributes, name } = rootOf(httpCall(requestOf({ 'user-agent': original })));

  expect(name).toBe('POST');
  expect(attributes).toMatchObject({
    'faas.trigger': 'http',
    'user_agent.name': 'GoogleCloudWorkflows',
    'user_agent.original': original,
  });
});

test('a client that only speaks of Workflows is any client', () => {
  const { attributes } = rootOf(httpCall(requestOf({ 'user-agent': 'GoogleCloudWorkflows' })));

  expect(attributes).not.toHaveProperty('user_agent.name');
});

test('an event whose data nobody has read yet tells what its headers do', () => {
  const { data: _, ...attributes } = storedObject();
  const named = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]);

  expect(rootOf(httpCall(requestOf(Object.fromEntries(named)))).attributes).toMatchObject({
    'faas.trigger': 'datasource',
    'faas.document.collection': 'orders',
    'faas.document.name': '2026/order.json',
    'cloudevents.event_id': '1234567890',
  });
});

test('what an event function returns is no status', () => {
  const call = cloudEventCall(storedObject(), undefined);

  expect(findTrigger(triggers, call)?.result?.({ statusCode: 500 }, call)).toEqual({
    attributes: {},
  });
});

test.each([undefined, null, 42, 'text', {}, [], { type: 7 }, new Proxy({}, { get: () => null })])(
  'something that is no event (%#) belongs to no trigger',
  (event) => {
    expect(findTrigger(triggers, cloudEventCall(event, undefined))).toBeUndefined();
    expect(findTrigger(triggers, backgroundCall(event, event, undefined))).toBeUndefined();
  },
);

test('baggage comes along', () => {
  const { parent } = rootOf(httpCall(requestOf({ traceparent, baggage: 'plan=gold' })));

  expect(parent && propagation.getBaggage(parent)?.getEntry('plan')?.value).toBe('gold');
});
