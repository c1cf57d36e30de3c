import { SQS } from '@aws-sdk/client-sqs';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { sqsRelay } from '../../src/export/sqs-relay.ts';
import { inAMinute } from './otlp-endpoint.ts';
import { endedSpans } from './sample-spans.ts';
import { credentials, emulatedQueue, region, spanNamesIn } from './sqs-endpoint.ts';

const encoding = otlpEncoding('http/protobuf');

afterEach(() => vi.unstubAllEnvs());

test('spans reach the queue with nothing but its URL and the keys of the environment', async () => {
  const { queueUrl, messages } = await emulatedQueue();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a-secret-key');
  vi.stubEnv('AWS_SESSION_TOKEN', 'a-session-token');

  const result = await sqsRelay({ encoding, queueUrl })(endedSpans(2), inAMinute());

  const [message] = await messages();
  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(spanNamesIn(message?.body ?? '')).toEqual(['span-0', 'span-1']);
});

test("spans reach the queue through a user's own client, without keys in the environment", async () => {
  const { origin, queueUrl, messages } = await emulatedQueue();
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  const client = new SQS({ endpoint: origin, region, credentials });
  onTestFinished(() => client.destroy());

  const result = await sqsRelay({ encoding, queueUrl, client, maxMessageSize: 700 })(
    endedSpans(9),
    inAMinute(),
  );

  const bodies = (await messages()).map(({ body }) => body);
  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(bodies.length).toBeGreaterThan(1);
  expect(bodies.flatMap(spanNamesIn)).toHaveLength(9);
});
