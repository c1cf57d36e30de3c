import { PubSub } from '@google-cloud/pubsub';
import { context, SpanKind, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { beforeEach, expect, test } from 'vitest';
import { registerApi, takeTracers } from '../../../src/sdk/register-api.ts';
import { useW3cPropagation } from '../../propagation/w3c.ts';
import { localPubSub } from './local-pubsub.ts';
import { clientFor, tracedPubSub, traceparentOf } from './traced-pubsub.ts';

// In a file of its own: the switch is one for the whole process.
const exporter = new InMemorySpanExporter();
useW3cPropagation();
registerApi();
takeTracers(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
void new PubSub({ projectId: 'shop', enableOpenTelemetryTracing: true });

beforeEach(() => exporter.reset());

const data = Buffer.from('{}');

test("where the client's own tracing is on, its span of the message is the only one, and is named plainly too", async () => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const traced = tracedPubSub();
  const attributes = Object.freeze({ kind: 'order' });

  const ours = await traced.run(() => topic.publishMessage({ data, attributes }));

  const spans = exporter.getFinishedSpans();
  const created = spans.find(({ name }) => name === 'orders create');
  const traceparent = traceparentOf(created);
  expect(ours).toEqual([]);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'orders create',
    'projects/shop/topics/orders send',
  ]);
  expect(created?.kind).toBe(SpanKind.PRODUCER);
  expect(batches[0]?.[0]?.attributes).toEqual({
    kind: 'order',
    traceparent,
    googclient_traceparent: traceparent,
  });
});

test('its span belongs to the trace of the caller', async () => {
  const { host } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const traced = tracedPubSub();
  let root: string | undefined;

  await traced.run(() => {
    root = trace.getSpanContext(context.active())?.spanId;
    return topic.publishMessage({ data });
  });

  const created = exporter.getFinishedSpans().find(({ name }) => name === 'orders create');
  expect(created?.parentSpanContext?.spanId).toBe(root);
});

test('a message that the client refuses leaves no span of it open', async () => {
  const { host } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const traced = tracedPubSub();

  await traced.run(() =>
    topic.publishMessage({ data: 'text' as unknown as Buffer }).catch(() => undefined),
  );

  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['orders create']);
});

test.each([
  { count: 97, expected: ['traceparent', 'googclient_traceparent'] },
  { count: 98, expected: ['traceparent', 'googclient_traceparent'] },
  { count: 99, expected: ['googclient_traceparent'] },
])('of $count attributes there are never more than 100 by us', async ({ count, expected }) => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const traced = tracedPubSub();
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  const attributes = Object.fromEntries(names.map((name) => [name, 'x']));

  await traced.run(() => topic.publishMessage({ data, attributes }));

  const sent = Object.keys(batches[0]?.[0]?.attributes ?? {});
  expect(sent.filter((name) => !names.includes(name)).sort()).toEqual(expected.sort());
});
