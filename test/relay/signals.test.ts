import { afterEach, expect, test, vi } from 'vitest';
import { encodeRelayMessage } from '../../src/export/relay-message.ts';
import { encodeLogRecord } from '../../src/otlp/encode-log-record.ts';
import { encodeRequest } from '../../src/otlp/encode-request.ts';
import { createDestinations } from '../../src/relay/create-destinations.ts';
import type { RelayDestination } from '../../src/relay/relay-options.ts';
import type { RelayRecord } from '../../src/relay/relay-record.ts';
import { logRecord } from '../signals/logs/sample-records.ts';
import {
  aMinute,
  failedIds,
  recordOf,
  relayRecord,
  relayTo,
  serviceSpans,
  startedCollector,
} from './relay-fixture.ts';

afterEach(() => vi.unstubAllEnvs());

/** A message with log records of these bodies. */
async function logMessage(messageId: string, ...bodies: readonly string[]): Promise<RelayRecord> {
  const request = encodeRequest(
    bodies.map((body) => logRecord(body)),
    encodeLogRecord,
  );
  const { body, attributes } = await encodeRelayMessage(request, 'logs');
  return recordOf(messageId, body, attributes['antifreeze.format']);
}

async function relayed(destinations: readonly RelayDestination[] | undefined) {
  const records = [
    await relayRecord('spans', serviceSpans('orders', 2)),
    await logMessage('logs', 'first', 'second'),
    await logMessage('more', 'third'),
  ];
  const { relay, lines } = relayTo(createDestinations(destinations, {}).destinations);
  return { failed: failedIds(await relay({ Records: records }, aMinute)), lines };
}

test('a destination gets each signal at its path, merged with the others of its kind', async () => {
  const collector = await startedCollector();

  const { failed } = await relayed([{ endpoint: collector.url }]);

  expect(failed).toEqual([]);
  expect(collector.spans()).toHaveLength(2);
  expect(collector.logs().map(({ body }) => body)).toEqual(['first', 'second', 'third']);
  expect(collector.requests().map(({ batch }) => batch.signal)).toEqual(['traces', 'logs']);
});

test('several destinations can take a signal each', async () => {
  const [forTraces, forLogs] = [await startedCollector(), await startedCollector()];

  const { failed } = await relayed([
    { tracesEndpoint: `${forTraces.url}/v1/traces` },
    { logs: { endpoint: `${forLogs.url}/v1/logs` } },
  ]);

  expect(failed).toEqual([]);
  expect([forTraces.spans().length, forTraces.logs().length]).toEqual([2, 0]);
  expect([forLogs.spans().length, forLogs.logs().length]).toEqual([0, 3]);
});

test('the environment names a destination for each signal, too', async () => {
  const [forTraces, forLogs] = [await startedCollector(), await startedCollector()];
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', forTraces.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', `${forLogs.url}/v1/logs`);

  const { failed } = await relayed(undefined);

  expect(failed).toEqual([]);
  expect([forTraces.spans().length, forLogs.logs().length]).toEqual([2, 3]);
});

test('a signal that no destination takes stays in the queue, for the dead letters', async () => {
  const collector = await startedCollector();

  const { failed, lines } = await relayed([{ tracesEndpoint: `${collector.url}/v1/traces` }]);

  expect(failed).toEqual(['logs', 'more']);
  expect(collector.spans()).toHaveLength(2);
  expect(lines).toEqual([expect.stringContaining('no destination takes logs')]);
});

test('where only the destination of one signal is down, only its messages go back', async () => {
  const [up, down] = [await startedCollector(), await startedCollector()];
  await down.refuse();

  const { failed } = await relayed([
    { tracesEndpoint: `${down.url}/v1/traces` },
    { logs: { endpoint: `${up.url}/v1/logs` } },
  ]);

  expect(failed).toEqual(['spans']);
  expect(up.logs()).toHaveLength(3);
});
