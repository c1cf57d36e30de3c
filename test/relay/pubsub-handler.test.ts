import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deadPort } from '../export/otlp-endpoint.ts';
import { pubSubRelayTo, pushOf, pushWith } from './pubsub-fixture.ts';
import { destinationAt, serviceSpans, startedCollector } from './relay-fixture.ts';

test('a pushed message is acknowledged once every destination has taken it', async () => {
  const [one, other] = [await startedCollector(), await startedCollector()];
  const { push, lines } = pubSubRelayTo([
    destinationAt(one.url, { 'x-key': '1' }),
    destinationAt(other.url),
  ]);

  const status = await push(await pushOf('m', serviceSpans('orders', 3)));

  expect(status).toBe(204);
  expect([one.spans().length, other.spans().length]).toEqual([3, 3]);
  expect(one.requests()[0]?.headers).toMatchObject({ 'x-key': '1' });
  expect(other.requests()[0]?.headers).not.toHaveProperty('x-key');
  expect(lines).toEqual([]);
});

test('an event with a message is over once the message is delivered, in each generation', async () => {
  const collector = await startedCollector();
  const { relay } = pubSubRelayTo([destinationAt(collector.url)]);
  const push = await pushOf('m', serviceSpans('orders', 1));

  await relay.cloudEvent({ id: 'e', data: push });
  await relay.background({ ...push.message, messageId: undefined }, { eventId: 'e' });

  expect(collector.spans()).toHaveLength(2);
});

test.each([
  { why: 'is not there', url: async () => `http://${await deadPort()}` },
  {
    why: 'is busy for long',
    url: async () => {
      const collector = await startedCollector();
      collector.behave({ status: 429, retryAfter: '600' });
      return collector.url;
    },
  },
])('a message goes back to Pub/Sub where one destination $why', async ({ url }) => {
  const collector = await startedCollector();
  const { relay, push, lines } = pubSubRelayTo([
    destinationAt(collector.url),
    destinationAt(await url()),
  ]);
  const body = await pushOf('m', serviceSpans('orders', 1));

  const status = await push(body);
  const thrown = await relay.cloudEvent({ data: body }).catch((error) => String(error));

  expect(status).toBe(503);
  expect(thrown).toBe(
    'Error: antifreeze relay: the message m is undelivered, and is left to Pub/Sub',
  );
  expect(lines.join('\n')).toContain("can't take spans now");
});

test('a destination that recovers within the time there is takes the message', async () => {
  const collector = await startedCollector();
  collector.behave({ status: 503 }, {});
  const { push } = pubSubRelayTo([destinationAt(collector.url)], { retryForMs: 10_000 });

  expect(await push(await pushOf('m', serviceSpans('orders', 1)))).toBe(204);
  expect(collector.spans()).toHaveLength(1);
});

test('an answer is there in time, even if a destination never answers', async () => {
  const collector = await startedCollector();
  collector.behave({ answer: 'never' });
  const { push } = pubSubRelayTo([destinationAt(collector.url)], {
    retryForMs: 60_000,
    answerWithinMs: 200,
  });
  const started = Date.now();

  expect(await push(await pushOf('m', serviceSpans('orders', 1)))).toBe(503);
  expect(Date.now() - started).toBeLessThan(9_000);
});

test('what can not be read is refused, named in the log, and never quoted', async () => {
  const collector = await startedCollector();
  const { push, lines } = pubSubRelayTo([destinationAt(collector.url)], { mergeForMs: 0 });
  const { data = '' } = (await pushOf('m', serviceSpans('orders', 1))).message;

  const statuses = [
    await push(pushWith('bad-1', Buffer.from('secret').toString('base64'))),
    await push(pushWith('bad-2', data, { 'antifreeze.format': 'otlp-traces/9' })),
    await push(pushWith('bad-3', data, {})),
    await push({ message: { messageId: 'bad-4' } }),
  ];

  expect(statuses).toEqual([422, 422, 422, 422]);
  expect(lines).toEqual([
    expect.stringContaining('bad-1 (not gzip)'),
    expect.stringContaining('bad-2 (another format in its attribute antifreeze.format)'),
    expect.stringContaining('bad-3 (no format in its attribute antifreeze.format)'),
    expect.stringContaining('bad-4 (no body)'),
  ]);
  expect(lines.join('\n')).not.toContain('secret');
});

test('messages that come at the same time are sent in one request', async () => {
  const collector = await startedCollector();
  const { push } = pubSubRelayTo([destinationAt(collector.url)], { mergeForMs: 2_000 });
  const bodies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => pushOf(`m-${index}`, serviceSpans('orders', 2))),
  );

  const statuses = await Promise.all(bodies.map(push));

  expect(new Set(statuses)).toEqual(new Set([204]));
  expect(collector.spans()).toHaveLength(40);
  expect(collector.requests()).toHaveLength(1);
});

test('of messages that are sent together, only the bad ones come back', async () => {
  const collector = await startedCollector();
  // The request with both, then that with the first, then that with the second.
  collector.behave({ status: 400 }, {}, { status: 400 });
  const { push } = pubSubRelayTo([destinationAt(collector.url)], { mergeForMs: 2_000 });

  const statuses = await Promise.all([
    push(await pushOf('good', serviceSpans('orders', 1))),
    push(await pushOf('refused', serviceSpans('orders', 1))),
    push(pushWith('poison', 'AAAA')),
  ]);

  expect(statuses).toEqual([204, 503, 422]);
});

test('a message that is delivered again while it is under way is sent once', async () => {
  const collector = await startedCollector();
  collector.behave({ delayMs: 1_000 });
  const { push } = pubSubRelayTo([destinationAt(collector.url)], {
    mergeForMs: 0,
    retryForMs: 60_000,
  });
  const body = await pushOf('m', serviceSpans('orders', 2));

  const first = push(body);
  await expect.poll(() => collector.requests().length).toBe(1);
  const statuses = await Promise.all([first, push(body)]);

  expect(statuses).toEqual([204, 204]);
  expect(collector.spans()).toHaveLength(2);
});

test('messages of several topics may have the same id', async () => {
  const collector = await startedCollector();
  const { push } = pubSubRelayTo([destinationAt(collector.url)]);

  const statuses = await Promise.all([
    push(await pushOf('1', serviceSpans('orders', 1))),
    push(await pushOf('1', serviceSpans('packing', 1))),
  ]);

  expect(statuses).toEqual([204, 204]);
  expect(
    collector
      .spans()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['orders-0', 'packing-0']);
});

test('a request without a message is refused and told', async () => {
  const { relay, push, lines } = pubSubRelayTo([]);

  const statuses = [await push(undefined), await push('text'), await push({ message: null })];
  const thrown = await relay.cloudEvent({ data: {} }).catch((error) => String(error));

  expect(statuses).toEqual([400, 400, 400]);
  expect(thrown).toBe('Error: antifreeze relay: there is no message, and is left to Pub/Sub');
  expect(lines).toHaveLength(4);
});

test('whatever is pushed, it is answered, and nothing but a message is acknowledged', async () => {
  const { push } = pubSubRelayTo([], { mergeForMs: 0 });
  const anything = fc.anything({ withNullPrototype: true });
  const body = fc.oneof(
    anything,
    fc.record({ message: anything }),
    fc.record({
      message: fc.record({ data: anything, attributes: anything, messageId: anything }),
    }),
  );

  await fc.assert(
    fc.asyncProperty(body, async (given) => {
      expect([400, 422]).toContain(await push(given));
    }),
  );
});
