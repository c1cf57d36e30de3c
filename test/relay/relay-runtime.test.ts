import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { relaySender } from '../../src/export/relay-sender.ts';
import type { RelayResponse } from '../../src/relay/lambda-interfaces.ts';
import { inAMinute } from '../export/otlp-endpoint.ts';
import { emulatedQueue } from '../export/sqs-endpoint.ts';
import { startFunction } from '../start-function.ts';
import { pollQueue } from './event-source.ts';
import { failedIds, recordOf, serviceSpans, startedCollector } from './relay-fixture.ts';

let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'relay-'));
  await build({
    entryPoints: [fileURLToPath(new URL('functions/relay.ts', import.meta.url))],
    outfile: join(directory, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    external: ['@opentelemetry/resources/*'],
  });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function startRelay(
  collectorUrl: string,
  environment: Record<string, string> = {},
  handler = 'index.handler',
) {
  const relay = await startFunction({
    directory,
    handler,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl, ...environment },
  });
  onTestFinished(() => relay.close());
  return relay;
}

test("on Lambda's runtime, spans come from the queue to the collector while the sandbox freezes in between", async () => {
  const collector = await startedCollector();
  const { origin, queueUrl, queue } = await emulatedQueue();
  const source = pollQueue(origin, queueUrl);
  onTestFinished(() => source.close());
  const relay = await startRelay(collector.url);
  const send = relaySender({ encoding: otlpEncoding('http/protobuf'), queue });

  for (let round = 0; round < 3; round++) {
    await send(serviceSpans(`service-${round}`, 50), inAMinute());
    const event = await source.receive();
    const { status, payload } = await relay.invoke(event);
    expect(status).toBe('response');
    await source.settle(event, JSON.parse(payload) as RelayResponse);
    await relay.frozen();
  }

  expect(collector.spans()).toHaveLength(150);
  expect(new Set(collector.requests().map(({ connection }) => connection)).size).toBe(1);
  expect((await source.receive()).Records).toEqual([]);
});

test("poison leaves a line in the function's log", async () => {
  const collector = await startedCollector();
  const relay = await startRelay(collector.url);

  const { payload } = await relay.invoke({ Records: [recordOf('bad', 'odd')] });
  await relay.frozen();

  expect(failedIds(JSON.parse(payload) as RelayResponse)).toEqual(['bad']);
  expect(relay.logs.map(({ text }) => text).join('\n')).toContain('bad (not gzip)');
});

test('a relay that traces itself sends its own spans straight to the collector, even where functions use the queue', async () => {
  const collector = await startedCollector();
  const { origin, queueUrl, queue, messages } = await emulatedQueue();
  const source = pollQueue(origin, queueUrl);
  onTestFinished(() => source.close());
  const relay = await startRelay(collector.url, {
    TRACE_RELAY: 'true',
    ANTIFREEZE_RELAY: 'sqs',
    ANTIFREEZE_RELAY_QUEUE_URL: queueUrl,
    AWS_ENDPOINT_URL_SQS: origin,
  });
  const send = relaySender({ encoding: otlpEncoding('http/protobuf'), queue });
  await send(serviceSpans('orders', 2), inAMinute());
  const event = await source.receive();

  const { payload } = await relay.invoke(event);
  await source.settle(event, JSON.parse(payload) as RelayResponse);
  await relay.frozen();

  const own = collector.spans().filter(({ resource }) => resource['service.name'] !== 'orders');
  const root = own.find(({ kind }) => kind === 'consumer');
  expect(root?.attributes).toMatchObject({
    'antifreeze.relay.spans': 2,
    'antifreeze.relay.requests': 1,
    'antifreeze.relay.undelivered_messages': 0,
  });
  expect(own.filter(({ kind }) => kind === 'client')).toEqual([]);
  expect(await messages()).toEqual([]);
});

test('a relay that is wrapped like any function makes no spans', async () => {
  const collector = await startedCollector();
  const relay = await startRelay(collector.url, {}, 'index.wrapped');

  const { status } = await relay.invoke({ Records: [recordOf('bad', 'odd')] });
  await relay.frozen();

  expect(status).toBe('response');
  expect(collector.spans()).toEqual([]);
});
