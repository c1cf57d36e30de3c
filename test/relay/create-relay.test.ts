import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRelay } from '../../src/entry/relay.ts';
import { deadPort, startEndpoint } from '../export/otlp-endpoint.ts';
import { refusal } from '../export/sqs-endpoint.ts';
import {
  aMinute,
  failedIds,
  relayRecord,
  serviceSpans,
  startedCollector,
} from './relay-fixture.ts';

const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
  vi.spyOn(console, 'warn').mockImplementation((line) => void lines.push(String(line)));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret-key');
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test.each([
  { name: 'options', options: undefined },
  { name: 'a destination', options: { destinations: [] } },
])('a relay without $name sends where a function without a queue would', async ({ options }) => {
  const collector = await startedCollector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=1');

  const response = await createRelay(options)(
    { Records: [await relayRecord('m', serviceSpans('orders', 3))] },
    aMinute,
  );

  expect(response).toEqual({ batchItemFailures: [] });
  expect(collector.spans()).toHaveLength(3);
  expect(collector.requests()[0]?.headers).toMatchObject({ 'x-key': '1' });
  expect(lines).toEqual([]);
});

test('destinations in code get nothing of the environment, so that no secret goes astray', async () => {
  const [one, other] = [await startedCollector(), await startedCollector()];
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=secret');

  await createRelay({
    destinations: [
      { endpoint: one.url, headers: { 'x-one': '1' }, compression: 'gzip' },
      { endpoint: other.url },
    ],
  })({ Records: [await relayRecord('m', serviceSpans('orders', 3))] }, aMinute);

  const [first, second] = [one.requests()[0]?.headers, other.requests()[0]?.headers];
  expect(first).toMatchObject({ 'x-one': '1', 'content-encoding': 'gzip' });
  expect(second).not.toHaveProperty('x-one');
  expect(`${JSON.stringify(first)}${JSON.stringify(second)}`).not.toContain('secret');
});

test('a destination that is down hides the messages in their queue', async () => {
  const { origin, received } = await startEndpoint((response) => response.end('{}'));
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', origin);
  const relay = createRelay({
    destinations: [{ endpoint: `http://${await deadPort()}` }],
    retryFor: 1,
  });

  const response = await relay(
    { Records: [await relayRecord('m', serviceSpans('orders', 1))] },
    aMinute,
  );

  const input = JSON.parse(String(received[0]?.body)) as {
    Entries: { VisibilityTimeout: number }[];
  };
  expect(failedIds(response)).toEqual(['m']);
  expect(received[0]?.headers['x-amz-target']).toBe('AmazonSQS.ChangeMessageVisibilityBatch');
  expect(input).toMatchObject({
    QueueUrl: `${origin}/123456789012/spans`,
    Entries: [{ ReceiptHandle: 'receipt of m' }],
  });
  expect(input.Entries[0]?.VisibilityTimeout).toBeGreaterThanOrEqual(15);
});

test('a relay that may not hide messages says so, and loses nothing', async () => {
  const { origin } = await startEndpoint(refusal(403, 'AccessDenied'));
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', origin);
  const endpoint = `http://${await deadPort()}`;

  const response = await createRelay({ destinations: [{ endpoint }], retryFor: 1 })(
    { Records: [await relayRecord('m', serviceSpans('orders', 1))] },
    aMinute,
  );

  expect(failedIds(response)).toEqual(['m']);
  expect(lines.join('\n')).toContain('the queue could not be slowed down: AccessDenied');
});

test("slowing down is left to the queue's own settings where it is switched off", async () => {
  const { origin, received } = await startEndpoint();
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', origin);
  const endpoint = `http://${await deadPort()}`;

  await createRelay({ destinations: [{ endpoint }], retryFor: 1, slowDown: false })(
    { Records: [await relayRecord('m', serviceSpans('orders', 1))] },
    aMinute,
  );

  expect(received).toHaveLength(0);
});

test('a secret in a header is read, sent and never logged', async () => {
  const collector = await startedCollector();
  collector.behave({ status: 401 });
  const store = await startEndpoint((response) =>
    response.end(JSON.stringify({ Parameter: { Value: 'hush-hush' } })),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', store.origin);
  const headers = { authorization: 'Bearer ssm:/otel/key' };

  await createRelay({ destinations: [{ endpoint: collector.url, headers }] })(
    { Records: [await relayRecord('m', serviceSpans('orders', 1))] },
    aMinute,
  );

  expect(collector.requests()[0]?.headers.authorization).toBe('Bearer hush-hush');
  expect(lines.join('\n')).toContain('refuses the message m');
  expect(lines.join('\n')).not.toContain('hush');
});

test('bad settings are told, and do not keep a relay from being made', () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');

  createRelay({ destinations: [{ endpoint: 'not a URL' }] });
  createRelay();

  expect(lines.join('\n')).toMatch(/option endpoint .*a relay sends http\/protobuf only/s);
});
