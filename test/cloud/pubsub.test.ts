import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { call } from '../gcp/start-framework.ts';
import { functionServer } from './function-server.ts';
import { startPubSubEmulator } from './pubsub-emulator.ts';

const emulator = await startPubSubEmulator();
const collector = await startCollector();
afterAll(() => Promise.all([emulator?.stop(), collector.close()]));
beforeEach(() => collector.clear());

const serve = await functionServer(['publishes.cjs', 'publishes.mjs', 'receives.cjs'], {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  PUBSUB_EMULATOR_HOST: emulator?.host ?? '',
  METADATA_SERVER_DETECTION: 'none',
});
const inHalfAMinute = () => Date.now() + 30_000;
const named = (spans: readonly CollectedSpan[], name: string) =>
  spans.find((span) => span.name === name);
let count = 0;

describe.skipIf(!emulator)('messages between functions', () => {
  const pubSub = emulator as NonNullable<typeof emulator>;

  /** A topic that is pushed to a function, and one that is pulled from. */
  async function orders(receiver: ServingProcess) {
    const name = `orders-${++count}`;
    const topic = await pubSub.createTopic(name);
    const pushEndpoint = `http://127.0.0.1:${receiver.port}/`;
    await pubSub.subscribe(`push-${name}`, topic, { pushConfig: { pushEndpoint } });
    return { name, pulled: await pubSub.subscribe(`pull-${name}`, topic) };
  }

  async function pull(subscription: string): Promise<Readonly<Record<string, string>> | undefined> {
    const { receivedMessages } = await pubSub.call<{
      receivedMessages?: { message: { attributes: Record<string, string> } }[];
    }>('POST', `${subscription}:pull`, { maxMessages: 10 });
    return receivedMessages?.[0]?.message.attributes;
  }

  const publishers = [
    { how: 'CommonJS, preloaded', source: 'publishes.cjs', preload: true },
    { how: 'an ES module, wrapped', source: 'publishes.mjs', preload: false },
  ];

  describe.each(publishers)('published by $how', ({ source, preload }) => {
    test.each(['http', 'cloudevent'] as const)(
      'are one trace with a %s function',
      async (signature) => {
        const target = signature === 'http' ? 'http' : 'cloudEvent';
        const receiver = await serve({ source: 'receives.cjs', target, signature, preload: true });
        const sender = await serve({ source, target: 'publish', preload });
        const { name, pulled } = await orders(receiver);

        const reply = await call(sender.port, {
          method: 'POST',
          path: `/?topic=${name}`,
          headers: { 'content-type': 'application/json' },
          body: { id: 42 },
        });
        const spans = await collector.waitForSpans(3, inHalfAMinute());
        const attributes = await pull(pulled);

        const root = spans.find(({ kind }) => kind === 'server');
        const sent = named(spans, `send ${name}`);
        const received = spans.find(({ kind }) => kind === 'consumer');
        expect(reply.status).toBe(200);
        expect(spans).toHaveLength(3);
        expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
        expect(sent).toMatchObject({
          kind: 'producer',
          parentSpanId: root?.spanId,
          attributes: {
            'messaging.destination.name': name,
            'messaging.message.id': reply.body,
          },
        });
        expect(received).toMatchObject({
          parentSpanId: sent?.spanId,
          attributes: { 'messaging.message.id': reply.body },
        });
        expect(attributes).toMatchObject({
          kind: 'order',
          traceparent: `00-${sent?.traceId}-${sent?.spanId}-03`,
        });
        expect(attributes).not.toHaveProperty('googclient_traceparent');
      },
    );

    test("are one trace where the client's own tracing is on, with its spans and no others", async () => {
      const receiver = await serve({ source: 'receives.cjs', target: 'http', preload: true });
      const environment = { OWN_TRACING: 'true' };
      const sender = await serve({ source, target: 'publish', preload, environment });
      const { name, pulled } = await orders(receiver);

      await call(sender.port, {
        method: 'POST',
        path: `/?topic=${name}`,
        headers: { 'content-type': 'application/json' },
        body: { id: 42 },
      });
      const spans = await collector.waitForSpans(
        (some) => some.some(({ kind }) => kind === 'consumer') && some.length > 3,
        inHalfAMinute(),
      );
      const attributes = await pull(pulled);

      const root = spans.find(({ kind }) => kind === 'server');
      const created = named(spans, `${name} create`);
      const traceparent = `00-${created?.traceId}-${created?.spanId}-03`;
      expect(created?.parentSpanId).toBe(root?.spanId);
      expect(spans.find(({ kind }) => kind === 'consumer')).toMatchObject({
        traceId: root?.traceId,
        parentSpanId: created?.spanId,
      });
      expect(named(spans, `send ${name}`)).toBeUndefined();
      expect(spans.filter(({ kind }) => kind === 'client')).toEqual([]);
      expect(attributes).toMatchObject({ traceparent, googclient_traceparent: traceparent });
    });
  });
});
