import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Behaviour } from '../../harness/collector/behaviour.ts';
import { startCollector } from '../../harness/collector/collector.ts';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { pubSubRelay } from '../../src/export/pubsub-relay.ts';
import { inAMinute } from '../export/otlp-endpoint.ts';
import { call } from '../gcp/start-framework.ts';
import { serviceSpans } from '../relay/relay-fixture.ts';
import { functionServer } from './function-server.ts';
import { startPubSubEmulator } from './pubsub-emulator.ts';

const emulator = await startPubSubEmulator();
const collector = await startCollector();
afterAll(() => Promise.all([emulator?.stop(), collector.close()]));
beforeEach(() => {
  collector.clear();
  collector.behave();
  vi.stubEnv('PUBSUB_EMULATOR_HOST', emulator?.host);
});
afterEach(() => vi.unstubAllEnvs());

const serve = await functionServer(['relay.mjs', 'answers.cjs'], {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  PUBSUB_EMULATOR_HOST: emulator?.host ?? '',
});

const flushes = 100;
const spansOfAFlush = 50;

/** Whoever treats requests so keeps no spans, but for the healthy ones. */
const moods: readonly Behaviour[] = [
  {},
  { status: 503 },
  { answer: 'reset' },
  { status: 429, retryAfter: '600' },
  {},
  { status: 400 },
  { status: 502 },
  { status: 500 },
];

describe.skipIf(!emulator)('a relay between a topic and a collector', () => {
  const pubSub = emulator as NonNullable<typeof emulator>;
  let topics = 0;

  /** A topic that is pushed to a relay, with a topic for dead letters that can be pulled. */
  async function relayedTopic(relay: ServingProcess) {
    const name = `spans-${++topics}`;
    const topic = await pubSub.createTopic(name);
    const deadLetterTopic = await pubSub.createTopic(`${name}-dead`);
    await pubSub.subscribe(name, topic, {
      pushConfig: { pushEndpoint: `http://127.0.0.1:${relay.port}/` },
      deadLetterPolicy: { deadLetterTopic, maxDeliveryAttempts: 5 },
      retryPolicy: { minimumBackoff: '0.1s', maximumBackoff: '0.5s' },
    });
    return { topic, deadLetters: await pubSub.subscribe(`${name}-dead`, deadLetterTopic) };
  }

  const senderTo = (topic: string, maxMessageSize?: number) =>
    pubSubRelay({ kind: 'pubsub', topic, maxMessageSize }, otlpEncoding('http/protobuf'));

  test.each(['http', 'cloudevent'] as const)(
    `of ${flushes * spansOfAFlush} spans through a relay as %s none is lost, and none comes twice, whatever fails on the way`,
    async (signature) => {
      const relay = await serve({ source: 'relay.mjs', target: 'relay', signature });
      const { topic } = await relayedTopic(relay);
      const send = senderTo(topic);
      collector.behave(...Array.from({ length: 6 }, () => moods).flat(), {});
      const sent = Array.from({ length: flushes }, (_, index) =>
        serviceSpans(`service-${index}`, spansOfAFlush, { index }),
      );

      const results = await Promise.all(sent.map((spans) => send(spans, inAMinute())));
      await collector.waitForSpans(flushes * spansOfAFlush, inAMinute());

      const ids = collector.spans().map(({ spanId }) => spanId);
      const expected = sent.flat().map((span) => span.spanContext().spanId);
      const failed = results.filter(({ unsent, dropped }) => unsent.length + dropped > 0);
      expect(failed).toEqual([]);
      expect(relay.lines().join('\n')).toContain("can't take spans now");
      expect([...ids].sort()).toEqual(expected.sort());
    },
  );

  test("what can't be read ends in the topic for dead letters, and the log says why", async () => {
    const relay = await serve({ source: 'relay.mjs', target: 'relay' });
    const { topic, deadLetters } = await relayedTopic(relay);
    const data = Buffer.from('odd').toString('base64');

    await pubSub.call('POST', `${topic}:publish`, { messages: [{ data }] });
    await senderTo(topic)(serviceSpans('orders', 3), inAMinute());
    await collector.waitForSpans(3, inAMinute());
    const pull = () =>
      pubSub.call<{ receivedMessages?: { message: { data: string } }[] }>(
        'POST',
        `${deadLetters}:pull`,
        { maxMessages: 10, returnImmediately: true },
      );
    const dead = await vi.waitFor(
      async () => {
        const { receivedMessages = [] } = await pull();
        expect(receivedMessages).toHaveLength(1);
        return receivedMessages;
      },
      { timeout: 25_000, interval: 200 },
    );

    expect(dead[0]?.message.data).toBe(data);
    expect(relay.lines().join('\n')).toMatch(
      /\d+ \(no format in its attribute antifreeze.format\)/,
    );
  });

  test('a function sends its spans through the topic before its caller has the answer', async () => {
    const relay = await serve({ source: 'relay.mjs', target: 'relay' });
    const { topic } = await relayedTopic(relay);
    const server = await serve({
      source: 'answers.cjs',
      target: 'answers',
      preload: true,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        ANTIFREEZE_RELAY: 'pubsub',
        ANTIFREEZE_RELAY_TOPIC: topic,
      },
    });

    await call(server.port, { path: '/' });
    process.kill(server.pid, 'SIGSTOP');
    const [span] = await collector.waitForSpans(1, inAMinute());

    expect(span).toMatchObject({
      kind: 'server',
      resource: { 'telemetry.distro.name': 'antifreeze' },
    });
    expect(collector.spans()).toHaveLength(1);
  });
});
