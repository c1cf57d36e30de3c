import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createSlowDown, pauseFor } from '../../src/relay/slow-down.ts';
import { inAMinute, startEndpoint } from '../export/otlp-endpoint.ts';
import { emulatedQueue, refusal } from '../export/sqs-endpoint.ts';
import { pollQueue } from './event-source.ts';
import { recordOf } from './relay-fixture.ts';

afterEach(() => vi.unstubAllEnvs());

function useSqs(origin: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', origin);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret-key');
}

test('messages are hidden in their queue for as long as the destination asks', async () => {
  const { origin, queueUrl, queue, inspect } = await emulatedQueue();
  useSqs(origin);
  const messages = Array.from({ length: 12 }, () => ({ body: 'x', attributes: {} }));
  await queue.send(messages.slice(0, 10), inAMinute());
  await queue.send(messages.slice(10), inAMinute());
  const source = pollQueue(origin, queueUrl);
  onTestFinished(() => source.close());
  const records = [...(await source.receive()).Records, ...(await source.receive()).Records];

  const problem = await createSlowDown()(records, 600_000, inAMinute());

  const hidden = (await inspect('spans')).inflight;
  const seconds = hidden.map(({ visibilityDeadline }) => (visibilityDeadline - Date.now()) / 1_000);
  expect(problem).toBeUndefined();
  expect(seconds).toHaveLength(12);
  expect(Math.min(...seconds)).toBeGreaterThan(560);
  expect(Math.max(...seconds)).toBeLessThan(760);
});

test('a missing permission is given back as the reason', async () => {
  const { origin } = await startEndpoint(refusal(403, 'AccessDenied'));
  useSqs(origin);

  const problem = await createSlowDown()([recordOf('m', '')], 1_000, inAMinute());

  expect(problem?.message).toContain('AccessDenied');
});

test('a record that does not say its queue is left alone', async () => {
  const { eventSourceARN: _, ...record } = recordOf('m', '');

  const problem = await createSlowDown()([record], 1_000, inAMinute());

  expect(problem?.message).toContain('which queue');
});

test.each([
  { received: '1', retryAfterMs: 0, least: 15, most: 19 },
  { received: '3', retryAfterMs: 0, least: 60, most: 75 },
  { received: '30', retryAfterMs: 0, least: 900, most: 1_125 },
  { received: '1', retryAfterMs: 120_000, least: 120, most: 150 },
  { received: '1', retryAfterMs: 1e12, least: 43_140, most: 43_140 },
  { received: 'odd', retryAfterMs: 0, least: 15, most: 19 },
])(
  'after $received receptions and $retryAfterMs ms asked for, the pause is $least to $most s',
  ({ received, retryAfterMs, least, most }) => {
    const record = { ...recordOf('m', ''), attributes: { ApproximateReceiveCount: received } };

    const pause = pauseFor(record, retryAfterMs);

    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThanOrEqual(most);
  },
);
