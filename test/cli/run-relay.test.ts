import { SQS } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { loadQueueClient } from '../../src/cli/queue-client.ts';
import { runRelay } from '../../src/cli/run-relay.ts';
import { encodeRelayMessage } from '../../src/export/relay-message.ts';
import { inAMinute } from '../export/otlp-endpoint.ts';
import { credentials, emulatedQueue, region, spanNamesIn } from '../export/sqs-endpoint.ts';
import { encodedSpans, serviceSpans } from '../relay/relay-fixture.ts';

/** A dead-letter queue with two messages that can be read and one that can't, and the queue that it belongs to. */
async function deadLetters() {
  const { origin, queueUrl, queue, messages, inspect, createQueue } = await emulatedQueue();
  const source = await createQueue('source', {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${region}:000000000000:spans`,
      maxReceiveCount: '3',
    }),
  });
  const good = [serviceSpans('orders', 2), serviceSpans('billing', 3)].map(encodedSpans);
  const bad = { body: 'odd', attributes: {} };
  await queue.send(
    [...(await Promise.all(good.map((each) => encodeRelayMessage(each, 'traces')))), bad],
    inAMinute(),
  );

  const run = async (...args: string[]) => {
    const texts: string[] = [];
    const code = await runRelay(args, {
      out: (text) => texts.push(text),
      error: (text) => texts.push(`error: ${text}`),
      loadClient: async () => new SQS({ endpoint: origin, region, credentials, maxAttempts: 1 }),
    });
    return { code, text: texts.join('') };
  };
  const spansIn = async (name: string) =>
    (await messages(name))
      .flatMap(({ body }) => (body === 'odd' ? body : spanNamesIn(body)))
      .sort();
  const waiting = async () => {
    const { ready, inflight } = await inspect('spans');
    return [ready.length, inflight.length];
  };
  return { queueUrl, source, run, spansIn, waiting };
}

test('inspect tells what is in a queue and leaves it there', async () => {
  const { queueUrl, run, waiting } = await deadLetters();

  const { code, text } = await run('inspect', '--queue-url', queueUrl);

  expect(code).toBe(0);
  expect(text).toMatch(/^3 messages are waiting, 0 are being received/);
  expect(text).toMatch(/0 min old {2}received 1 times {2}0\.\d KiB {2}2 spans of orders\n/);
  expect(text).toMatch(/3 spans of billing\n/);
  expect(text).toContain("can't be read: no format in its attribute antifreeze.format\n");
  expect(text).toContain("2 hold 5 spans of 2 services.\n1 can't be read");
  expect(await waiting()).toEqual([3, 0]);
});

test('inspect looks at no more messages than it is told to', async () => {
  const { queueUrl, run } = await deadLetters();

  const { text } = await run('inspect', '--queue-url', queueUrl, '--max', '1');

  expect(text).toContain('Looked at 1:\n');
});

test('redrive sends what can be read to a queue, whole, and leaves the rest', async () => {
  const { queueUrl, source, run, spansIn, waiting } = await deadLetters();

  const { code, text } = await run('redrive', '--queue-url', queueUrl, '--to', source);

  expect({ code, text }).toEqual({
    code: 0,
    text: `2 messages went to ${source}.\n1 can't be read, and stay.\n`,
  });
  expect(await spansIn('source')).toEqual([
    'billing-0',
    'billing-1',
    'billing-2',
    'orders-0',
    'orders-1',
  ]);
  expect(await waiting()).toEqual([1, 0]);
});

test('a dry run moves nothing', async () => {
  const { queueUrl, source, run, spansIn, waiting } = await deadLetters();

  const { text } = await run('redrive', '--queue-url', queueUrl, '--to', source, '--dry-run');

  expect(text).toBe(`2 messages would go to ${source}.\n1 can't be read, and stay.\n`);
  expect(await spansIn('source')).toEqual([]);
  expect(await waiting()).toEqual([3, 0]);
});

test('redrive asks for a target where SQS can neither move the messages nor name their source', async () => {
  const { queueUrl, run, waiting } = await deadLetters();

  const { text } = await run('redrive', '--queue-url', queueUrl);

  expect(text).toContain('--to');
  expect(await waiting()).toEqual([3, 0]);
});

test('a queue that is not there is an error with its reason', async () => {
  const { queueUrl, run } = await deadLetters();

  const { code, text } = await run('inspect', '--queue-url', `${queueUrl}-not`);

  expect(code).toBe(1);
  expect(text).toMatch(/^error: QueueDoesNotExist: /);
});

test.each([
  { args: [], problem: 'Say inspect or redrive.' },
  { args: ['toast'], problem: 'toast is not inspect or redrive.' },
  { args: ['inspect', 'spans'], problem: 'There is one word too many: spans.' },
  { args: ['inspect'], problem: 'Say which queue with --queue-url.' },
  { args: ['inspect', '--queue-url', 'spans'], problem: '--queue-url is not a URL.' },
  { args: ['inspect', '--queue-url', 'http://x', '--max', '-'], problem: '--max is not' },
  {
    args: ['redrive', '--queue-url', 'http://x', '--to', 'y'],
    problem: '--to is not a URL',
  },
  { args: ['inspect', '--color'], problem: "Unknown option '--color'.\n" },
])('$args is a mistake, told with the usage', async ({ args, problem }) => {
  const { run } = await deadLetters();

  const { code, text } = await run(...args);

  expect(code).toBe(2);
  expect(text).toContain(`error: ${problem}`);
  expect(text).toContain('Usage: antifreeze relay ');
});

test('help is no mistake', async () => {
  const { run } = await deadLetters();

  const { code, text } = await run('--help');

  expect(code).toBe(0);
  expect(text).toMatch(/^Usage: /);
});

test("the SDK is that of the user's project, and its absence has a clear message", async () => {
  const texts: string[] = [];

  const found = await loadQueueClient(
    process.cwd(),
    new URL('https://sqs.eu-west-1.amazonaws.com/1/q'),
  );
  const code = await runRelay(['inspect', '--queue-url', 'http://x'], {
    out: (text) => texts.push(text),
    error: (text) => texts.push(text),
    loadClient: (queueUrl) => loadQueueClient('/', queueUrl),
  });

  expect(found?.receiveMessage).toBeTypeOf('function');
  expect(code).toBe(1);
  expect(texts.join()).toContain('npm install --save-dev @aws-sdk/client-sqs');
});
