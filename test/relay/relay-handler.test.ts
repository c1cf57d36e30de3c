import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { RelayRecord } from '../../src/relay/relay-record.ts';
import { deadPort } from '../export/otlp-endpoint.ts';
import {
  aMinute,
  destinationAt,
  failedIds,
  recordOf,
  relayRecord,
  relayTo,
  serviceSpans,
  startedCollector,
} from './relay-fixture.ts';

const messages = (count: number): Promise<RelayRecord[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      relayRecord(`m${index}`, serviceSpans(`service-${index}`, 5)),
    ),
  );

test('the messages of a batch become one request, with every span under its own resource', async () => {
  const collector = await startedCollector();
  const { relay, lines } = relayTo([destinationAt(collector.url)]);

  const response = await relay({ Records: await messages(4) }, aMinute);

  const services = collector.spans().map(({ name, resource }) => [name, resource['service.name']]);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(collector.requests()).toHaveLength(1);
  expect(services).toHaveLength(20);
  expect(services.every(([name, service]) => String(name).startsWith(`${service}-`))).toBe(true);
  expect(lines).toEqual([]);
});

test('messages that are too much for one request become several', async () => {
  const collector = await startedCollector();
  const { relay } = relayTo([destinationAt(collector.url)], { maxRequestSize: 3_000 });

  await relay({ Records: await messages(10) }, aMinute);

  const sizes = collector.requests().map(({ uncompressedBytes }) => uncompressedBytes);
  expect(collector.spans()).toHaveLength(50);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.length).toBeLessThan(10);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(3_000);
});

test('poison stays in the queue with a line that names it; the others are delivered', async () => {
  const collector = await startedCollector();
  const { relay, lines } = relayTo([destinationAt(collector.url)]);
  const good = await messages(2);
  const notOtlp = gzipSync('not a request').toString('base64');

  const response = await relay(
    {
      Records: [
        ...good,
        recordOf('bad-1', 'secret text'),
        recordOf('bad-2', notOtlp),
        recordOf('bad-3', good[0]?.body ?? '', 'otlp-traces/9'),
      ],
    },
    aMinute,
  );

  expect(failedIds(response)).toEqual(['bad-1', 'bad-2', 'bad-3']);
  expect(collector.spans()).toHaveLength(10);
  expect(lines).toEqual([
    "antifreeze relay: 3 messages can't be read, and are left to the dead letters: bad-1 (not gzip), bad-2 (not an OTLP request for traces), bad-3 (another format in its attribute antifreeze.format)",
  ]);
});

test.each([
  ['no body', { ...recordOf('odd', ''), body: undefined }],
  ['a body that is no text', { ...recordOf('odd', ''), body: 3 }],
  ['no attributes', { messageId: 'odd', body: '' }],
  [
    'odd attributes',
    { messageId: 'odd', body: '', messageAttributes: { 'antifreeze.format': null } },
  ],
])('a record with %s is poison', async (_name, record) => {
  const collector = await startedCollector();
  const { relay } = relayTo([destinationAt(collector.url)]);

  const response = await relay({ Records: [record as unknown as RelayRecord] }, aMinute);

  expect(failedIds(response)).toEqual(['odd']);
});

test('a destination that comes back within the time for retries gets everything', async () => {
  const collector = await startedCollector();
  collector.behave({ status: 503 }, { answer: 'reset' }, {});
  const { relay, lines } = relayTo([destinationAt(collector.url)], { retryForMs: 20_000 });

  const response = await relay({ Records: await messages(3) }, aMinute);

  expect(response).toEqual({ batchItemFailures: [] });
  expect(collector.spans()).toHaveLength(15);
  expect(lines).toEqual([]);
});

test('a destination that throttles is left alone for the rest of the batch, and what it did not take stays', async () => {
  const collector = await startedCollector();
  collector.behave({}, { status: 429, retryAfter: '90' });
  const slowed: unknown[] = [];
  const { relay, lines } = relayTo([destinationAt(collector.url)], {
    maxRequestSize: 1,
    slowDown: async (records, retryAfterMs) => {
      slowed.push([records.map(({ messageId }) => messageId), retryAfterMs]);
      return undefined;
    },
  });

  const response = await relay({ Records: await messages(5) }, aMinute);

  expect(failedIds(response)).toEqual(['m1', 'm2', 'm3', 'm4']);
  expect(collector.requests()).toHaveLength(2);
  expect(slowed).toEqual([[['m1', 'm2', 'm3', 'm4'], 90_000]]);
  expect(lines).toEqual([
    `antifreeze relay: ${collector.url}/v1/traces can't take spans now: ${collector.url}/v1/traces answered 429 (it says: status 429)`,
    'antifreeze relay: 4 messages go back to the queue',
  ]);
});

test('messages of a destination that refuses connections come back soon', async () => {
  const waits: number[] = [];
  const { relay, lines } = relayTo([destinationAt(`http://${await deadPort()}`)], {
    slowDown: async (_records, retryAfterMs) => {
      waits.push(retryAfterMs);
      return undefined;
    },
  });

  await relay({ Records: await messages(1) }, aMinute);

  expect(waits).toEqual([0]);
  expect(lines[0]).toContain('no collector listens there');
});

test('a message that a destination refuses does not keep the others back', async () => {
  const collector = await startedCollector();
  // All four, then the first two, then the others together, then each of these alone.
  collector.behave({ status: 400 }, {}, { status: 400 }, {}, { status: 400 });
  const { relay, lines } = relayTo([destinationAt(collector.url)]);

  const response = await relay({ Records: await messages(4) }, aMinute);

  expect(failedIds(response)).toEqual(['m3']);
  expect(collector.spans()).toHaveLength(15);
  expect(lines).toEqual([expect.stringContaining('refuses the message m3: ')]);
});

test('a request that is too large for a destination is sent in parts', async () => {
  const collector = await startedCollector();
  collector.behave({ status: 413 }, {});
  const { relay } = relayTo([destinationAt(collector.url)]);

  const response = await relay({ Records: await messages(4) }, aMinute);

  expect(response).toEqual({ batchItemFailures: [] });
  expect(collector.spans()).toHaveLength(20);
  expect(collector.requests()).toHaveLength(3);
});

test('a destination that refuses everything is not asked for each message', async () => {
  const collector = await startedCollector();
  collector.behave({ status: 401 });
  const { relay, lines } = relayTo([destinationAt(collector.url)]);

  const response = await relay({ Records: await messages(64) }, aMinute);

  expect(failedIds(response)).toHaveLength(64);
  expect(collector.requests().length).toBeLessThan(12);
  expect(lines.join()).toContain('refuses all messages');
});

test('a message counts as delivered only when all destinations have it', async () => {
  const [one, other] = [await startedCollector(), await startedCollector()];
  other.behave({}, { status: 503 });
  const { relay } = relayTo([destinationAt(one.url), destinationAt(other.url)], {
    maxRequestSize: 1,
  });

  const response = await relay({ Records: await messages(3) }, aMinute);

  expect(failedIds(response)).toEqual(['m1', 'm2']);
  expect(one.spans()).toHaveLength(15);
  expect(other.spans()).toHaveLength(5);
});

test('each destination gets its own headers', async () => {
  const [one, other] = [await startedCollector(), await startedCollector()];
  const { relay } = relayTo([
    destinationAt(one.url, { 'x-key': 'one' }),
    destinationAt(other.url, { 'x-key': 'other' }),
  ]);

  await relay({ Records: await messages(1) }, aMinute);

  expect(one.requests()[0]?.headers['x-key']).toBe('one');
  expect(other.requests()[0]?.headers['x-key']).toBe('other');
});

test('spans that a destination took but rejected are reported and not sent again', async () => {
  const collector = await startedCollector();
  collector.behave({ partialSuccess: { rejectedSpans: 2, errorMessage: 'too old' } });
  const { relay, lines } = relayTo([destinationAt(collector.url)]);

  const response = await relay({ Records: await messages(1) }, aMinute);

  expect(response).toEqual({ batchItemFailures: [] });
  expect(lines).toEqual([expect.stringContaining('rejected 2 of its spans')]);
});

test('a destination that never answers does not cost the invocation its time', async () => {
  const collector = await startedCollector();
  collector.behave({ answer: 'never' });
  const { relay } = relayTo([destinationAt(collector.url)], { retryForMs: 60_000 });
  const started = Date.now();

  const response = await relay(
    { Records: await messages(3) },
    { getRemainingTimeInMillis: () => 1_500 },
  );

  expect(failedIds(response)).toEqual(['m0', 'm1', 'm2']);
  // Far from the minute that it would be tried for otherwise.
  expect(Date.now() - started).toBeLessThan(15_000);
});

test('without a destination in reach, and without time, everything stays in the queue', async () => {
  const { relay } = relayTo([destinationAt(`http://${await deadPort()}`)]);
  const Records = await messages(3);

  const unreachable = await relay({ Records }, aMinute);
  const late = await relay({ Records }, { getRemainingTimeInMillis: () => 0 });

  expect(failedIds(unreachable)).toHaveLength(3);
  expect(failedIds(late)).toHaveLength(3);
});
