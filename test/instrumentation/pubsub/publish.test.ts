import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { startInvocation } from '../../../src/core/start-invocation.ts';
import { deepFreeze, localAws } from '../aws-sdk/local-aws.ts';
import { localPubSub } from './local-pubsub.ts';
import { clientFor, tracedPubSub, traceparentOf } from './traced-pubsub.ts';

const data = Buffer.from('{"id":"42"}');

test('a message has one span, named and attributed by the conventions, and carries its context', async () => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders', { messageOrdering: true });
  const { run } = tracedPubSub();

  const spans = await run(() => topic.publishMessage({ data, orderingKey: 'a customer' }));

  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({
    name: 'send orders',
    kind: SpanKind.PRODUCER,
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'messaging.system': 'gcp_pubsub',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'messaging.gcp_pubsub.message.ordering_key': 'a customer',
      'messaging.message.id': 'id-1',
    },
  });
  expect(batches[0]?.[0]).toMatchObject({
    data: Uint8Array.from(data),
    orderingKey: 'a customer',
    attributes: { traceparent: traceparentOf(spans[0]) },
  });
});

test('messages of one batch have a span and a context each, and their request has none', async () => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const { run } = tracedPubSub();

  const spans = await run(() =>
    Promise.all(['a', 'b', 'c'].map((text) => topic.publishMessage({ data: Buffer.from(text) }))),
  );

  expect(batches).toHaveLength(1);
  expect(batches[0]?.map(({ attributes }) => attributes['traceparent'])).toEqual(
    spans.map(traceparentOf),
  );
  expect(spans.map(({ attributes }) => attributes['messaging.message.id'])).toEqual([
    'id-1',
    'id-2',
    'id-3',
  ]);
});

test('a request that somebody else makes while a batch is sent has a span of its own', async () => {
  const { host } = await localPubSub();
  const client = clientFor(host);
  const { run } = tracedPubSub();
  const { endpoint } = await localAws();
  const request = client.request.bind(client);
  client.request = (config, callback) =>
    void fetch(endpoint)
      .then((response) => response.text())
      .then(() => request(config, callback as never));

  const [other, message, ...more] = await run(() =>
    client.topic('orders').publishMessage({ data }),
  );

  expect([other?.name, message?.name, more]).toEqual(['GET', 'send orders', []]);
  expect(other?.parentSpanContext?.spanId).toBe(message?.spanContext().spanId);
});

test.each([
  { how: 'publishJSON', publish: (topic) => topic.publishJSON({ id: 42 }) },
  { how: 'publish', publish: (topic) => topic.publish(data, { kind: 'order' }) },
  {
    how: 'a flow-controlled publisher',
    publish: async (topic) => {
      const publisher = topic.flowControlled();
      await publisher.publish({ data });
      await publisher.all();
    },
  },
  {
    how: 'a callback',
    publish: (topic) =>
      new Promise((resolve) => topic.publishMessage({ data }, (_error, id) => resolve(id))),
  },
] satisfies {
  how: string;
  publish: (topic: ReturnType<ReturnType<typeof clientFor>['topic']>) => Promise<unknown>;
}[])('$how is traced', async ({ publish }) => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const { run } = tracedPubSub();

  const spans = await run(() => publish(topic));

  expect(spans.map(({ name }) => name)).toEqual(['send orders']);
  expect(batches[0]?.[0]?.attributes['traceparent']).toBe(traceparentOf(spans[0]));
});

test("what the caller gave is not changed, and what the caller gets is the client's own", async () => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const { run } = tracedPubSub();
  const message = deepFreeze({ json: { id: 42 }, attributes: { kind: 'order' } });
  const ids: unknown[] = [];

  await run(async () => ids.push(await topic.publishMessage(message)));

  expect(ids).toEqual(['id-1']);
  expect(message).toEqual({ json: { id: 42 }, attributes: { kind: 'order' } });
  expect(batches[0]?.[0]?.attributes).toMatchObject({ kind: 'order' });
});

test('a callback runs outside of the call', async () => {
  const { host } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const { run } = tracedPubSub();
  const seen: unknown[] = [];

  await run(async () => {
    const outside = trace.getActiveSpan();
    await new Promise<void>((resolve) => {
      topic.publishMessage({ data }, () => {
        seen.push(trace.getActiveSpan() === outside);
        resolve();
      });
    });
  });

  expect(seen).toEqual([true]);
});

test('a refusal is recorded with its name, and reaches the caller', async () => {
  const { host } = await localPubSub({ error: 5 });
  const topic = clientFor(host).topic('orders');
  const { run } = tracedPubSub();
  let thrown: unknown;

  const [span] = await run(() =>
    topic.publishMessage({ data }).catch((error) => {
      thrown = error;
    }),
  );

  expect(thrown).toMatchObject({ code: 5 });
  expect(span?.attributes['error.type']).toBe('NOT_FOUND');
  expect(span?.status.code).toBe(SpanStatusCode.ERROR);
});

test.each([
  { what: 'nothing', message: {} },
  { what: 'a text for data', message: { data: 'text' as unknown as Buffer } },
  {
    what: 'an attribute that is no text',
    message: { data, attributes: { n: 1 as unknown as string } },
  },
])('$what is refused as it is without tracing', async ({ message }) => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const messageOf = (error: Error) => error.message;
  const bare = await topic.publishMessage(message).catch(messageOf);
  const { run } = tracedPubSub();
  let traced: unknown;

  await run(async () => {
    traced = await topic.publishMessage(message).catch(messageOf);
  });

  expect(traced).toBe(bare);
  expect(traced).toMatch(/must/);
  expect(batches).toEqual([]);
});

test.each(['traceparent', 'googclient_traceparent'])(
  'a message that has a %s of its own keeps it',
  async (name) => {
    const { host, batches } = await localPubSub();
    const topic = clientFor(host).topic('orders');
    const { run } = tracedPubSub();
    const attributes = { [name]: 'mine' };

    const spans = await run(() => topic.publishMessage({ data, attributes }));

    expect(spans).toHaveLength(1);
    expect(batches[0]?.[0]?.attributes).toEqual(attributes);
  },
);

test('messageContext: false leaves messages alone, with a span', async () => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const { run } = tracedPubSub({ messageContext: false });

  const spans = await run(() => topic.publishMessage({ data }));

  expect(spans).toHaveLength(1);
  expect(batches[0]?.[0]?.attributes).toEqual({});
});

test('outside of a trace there is no span and no context, nor when the tracing is undone', async () => {
  const { host, batches } = await localPubSub();
  const topic = clientFor(host).topic('orders');
  const { run, undo } = tracedPubSub();

  await topic.publishMessage({ data });
  undo();
  const spans = await run(() => topic.publishMessage({ data }));

  expect(batches.flat().map(({ attributes }) => attributes)).toEqual([{}, {}]);
  expect(spans.filter(({ kind }) => kind === SpanKind.PRODUCER)).toEqual([]);
});

test('a message that nobody waits for ends with the invocation', async () => {
  const { host } = await localPubSub({ silent: true });
  const topic = clientFor(host).topic('orders');
  const { telemetry, spans } = tracedPubSub();
  const invocation = startInvocation(telemetry, () => undefined, {
    event: {},
    platform: {},
    name: 'root',
    attributes: {},
    deadline: Date.now() + 60_000,
  });

  await invocation.run(async () => {
    topic.publishMessage({ data }).catch(() => undefined);
  });
  await invocation.end();

  expect(spans().map(({ name }) => name)).toEqual(['send orders', 'root']);
});
