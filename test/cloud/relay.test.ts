import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runRelay } from '../../src/cli/run-relay.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { sqsRelay } from '../../src/export/sqs-relay.ts';
import { createSlowDown } from '../../src/relay/slow-down.ts';
import { inAMinute } from '../export/otlp-endpoint.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { pollQueue } from '../relay/event-source.ts';
import { destinationAt, relayTo, serviceSpans, startedCollector } from '../relay/relay-fixture.ts';
import { startMoto } from './moto.ts';

const encoding = otlpEncoding('http/protobuf');

const moto = await startMoto();
afterAll(() => moto?.stop());

describe.skipIf(!moto)('a relay between a queue and a collector', () => {
  const endpoint = moto?.endpoint ?? '';
  const sqs = new SQS({ endpoint, region, credentials });
  afterAll(() => sqs.destroy());

  beforeEach(() => {
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_REGION', region);
  });

  async function createQueues(name: string) {
    const { QueueUrl: deadLetters = '' } = await sqs.createQueue({ QueueName: `${name}-dead` });
    const deadLetterTargetArn = `arn:aws:sqs:${region}:123456789012:${name}-dead`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: '2' });
    const { QueueUrl: queueUrl = '' } = await sqs.createQueue({
      QueueName: name,
      Attributes: { RedrivePolicy },
    });
    return { queueUrl, deadLetters };
  }

  test('every span arrives once, and poison ends in the dead-letter queue', async () => {
    const { queueUrl, deadLetters } = await createQueues('spans');
    const collector = await startedCollector();
    const { relay, lines } = relayTo([destinationAt(collector.url)]);
    const send = sqsRelay({ encoding, queueUrl });
    for (let flush = 0; flush < 20; flush++) {
      await send(serviceSpans(`service-${flush}`, 100), inAMinute());
    }
    await sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: 'odd' });
    const source = pollQueue(endpoint, queueUrl);

    while ((await source.poll(relay)) > 0);

    const ids = collector.spans().map(({ spanId }) => spanId);
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: deadLetters });
    expect([ids.length, new Set(ids).size]).toEqual([2_000, 2_000]);
    expect(Messages.map(({ Body }) => Body)).toEqual(['odd']);
    expect(lines).toHaveLength(2);
  });

  test('messages are hidden while a destination is busy', async () => {
    const { queueUrl } = await createQueues('busy');
    await sqsRelay({ encoding, queueUrl })(serviceSpans('orders', 3), inAMinute());
    const source = pollQueue(endpoint, queueUrl);
    const { Records } = await source.receive();

    const problem = await createSlowDown()(Records, 60_000, inAMinute());

    expect(Records).toHaveLength(1);
    expect(problem).toBeUndefined();
    expect((await source.receive()).Records).toEqual([]);
  });

  test('redrive finds the source of a dead-letter queue by itself', async () => {
    const { queueUrl, deadLetters } = await createQueues('redriven');
    await sqsRelay({ encoding, queueUrl: deadLetters })(serviceSpans('orders', 3), inAMinute());
    const texts: string[] = [];

    const code = await runRelay(['redrive', '--queue-url', deadLetters], {
      out: (text) => texts.push(text),
      error: (text) => texts.push(text),
      loadClient: async () => new SQS({ endpoint, region, credentials }),
    });

    expect([code, ...texts]).toEqual([0, `1 messages went to ${queueUrl}.\n`]);
    expect((await pollQueue(endpoint, queueUrl).receive()).Records).toHaveLength(1);
  });
});
