import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CloudEventFunction,
  EventFunction,
  HttpFunction,
} from '@google-cloud/functions-framework';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { ServingProcess } from '../../harness/gcp/serving-process.ts';
import { createPubSubRelay } from '../../src/entry/gcp-relay.ts';
import { type Push, pushOf, pushWith } from '../relay/pubsub-fixture.ts';
import { serviceSpans } from '../relay/relay-fixture.ts';
import { binaryEvent } from './cloud-events.ts';
import { type Call, call, functions, startFramework } from './start-framework.ts';
import { useProject } from './use-project.ts';

const fixture = useProject();
const servers: ServingProcess[] = [];

beforeAll(() => {
  const { directory } = fixture.project;
  copyFileSync(join(functions, 'relay.mjs'), join(directory, 'relay.mjs'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

interface Deployment {
  readonly signature?: 'http' | 'cloudevent' | 'event';
  readonly preload?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

async function deploy({ environment, ...options }: Deployment = {}): Promise<ServingProcess> {
  const server = await startFramework(fixture.project, {
    source: 'relay.mjs',
    target: 'relay',
    ...options,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: fixture.collector.url,
      // As it may be set for all functions of a project.
      ANTIFREEZE_RELAY: 'pubsub',
      ANTIFREEZE_RELAY_TOPIC: 'projects/shop/topics/spans',
      ...environment,
    },
  });
  servers.push(server);
  return server;
}

const pushed = (body: Push): Call => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
});

const event = (data: Push): Call =>
  binaryEvent({
    specversion: '1.0',
    id: data.message.messageId,
    type: 'google.cloud.pubsub.topic.v1.messagePublished',
    source: '//pubsub.googleapis.com/projects/shop/topics/spans',
    data,
  });

const ways = [
  { how: 'a push to an HTTP function', signature: 'http', request: pushed },
  { how: 'an event for an HTTP function', signature: 'http', request: event },
  { how: 'an event for a CloudEvent function', signature: 'cloudevent', request: event },
  { how: 'a push to a CloudEvent function', signature: 'cloudevent', request: pushed },
  { how: 'an event for a function of the 1st generation', signature: 'event', request: event },
] as const;

test.each(ways)('$how brings spans to the collector', async ({ signature, request }) => {
  const { port, lines } = await deploy({ signature });
  const body = await pushOf('m', serviceSpans('orders', 3));

  const reply = await call(port, request(body));

  expect([reply.status, reply.body]).toEqual([204, '']);
  expect(fixture.collector.spans().map(({ name }) => name)).toEqual([
    'orders-0',
    'orders-1',
    'orders-2',
  ]);
  expect(lines().join('\n')).not.toContain('antifreeze');
});

test.each(ways)(
  '$how is not acknowledged while the collector is busy, nor if it is unreadable',
  async ({ signature, request }) => {
    const { port, lines } = await deploy({ signature });
    fixture.collector.behave({ status: 503, retryAfter: '600' });

    const busy = await call(port, request(await pushOf('m', serviceSpans('orders', 1))));
    const unreadable = await call(port, request(pushWith('bad', 'c2VjcmV0')));

    const statuses = signature === 'http' ? [503, 422] : [500, 500];
    const log = lines().join('\n');
    expect([busy.status, unreadable.status]).toEqual(statuses);
    expect(log).toContain("can't take spans now");
    expect(log).toContain('bad (not gzip)');
    expect(log).not.toContain('c2VjcmV0');
  },
);

test.each(['http', 'cloudevent'] as const)(
  'a relay that is registered as %s, below the preload, is left alone by it',
  async (signature) => {
    const { port } = await deploy({
      preload: true,
      signature: signature === 'http' ? 'cloudevent' : 'http',
      environment: { REGISTER: signature },
    });

    const reply = await call(port, pushed(await pushOf('m', serviceSpans('orders', 1))));

    expect(reply.status).toBe(204);
    expect(fixture.collector.spans().map(({ name }) => name)).toEqual(['orders-0']);
  },
);

test.each(['http', 'cloudevent', 'event'] as const)(
  'a relay that traces itself as %s sends one span a message, straight to the collector',
  async (signature) => {
    const { port } = await deploy({ signature, environment: { TRACE_RELAY: 'true' } });
    const request = signature === 'http' ? pushed : event;

    const reply = await call(port, request(await pushOf('m', serviceSpans('orders', 2))));
    const spans = await fixture.collector.waitForSpans(3, Date.now() + 60_000);

    expect(reply.status).toBe(204);
    expect(spans).toHaveLength(3);
    expect(spans[2]).toMatchObject({
      name: signature === 'http' ? 'process relay' : 'process spans',
      kind: 'consumer',
      attributes: {
        'messaging.message.id': 'm',
        'antifreeze.relay.spans': 2,
        'antifreeze.relay.requests': 1,
        'antifreeze.relay.undelivered_messages': 0,
      },
    });
  },
);

test('messages that are pushed at the same time cost the collector one request', async () => {
  const { port } = await deploy({ environment: { MERGE_FOR: '2000' } });
  const bodies = await Promise.all(
    Array.from({ length: 30 }, (_, index) => pushOf(`m-${index}`, serviceSpans('orders', 1))),
  );

  const replies = await Promise.all(bodies.map((body) => call(port, pushed(body))));

  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([204]));
  expect(fixture.collector.spans()).toHaveLength(30);
  expect(fixture.collector.requests().length).toBeLessThan(15);
});

test('a relay fits wherever the framework takes a function', () => {
  const relay = createPubSubRelay();

  const fitting: readonly [HttpFunction, CloudEventFunction, EventFunction] = [relay, relay, relay];

  // With more parameters, the framework would wait for a callback.
  expect(fitting.map(({ length }) => length)).toEqual([1, 1, 1]);
});
