import { beforeAll, expect, test } from 'vitest';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { useW3cPropagation } from '../../propagation/w3c.ts';
import { eventNames, readEvent } from './events.ts';

beforeAll(useW3cPropagation);

type Event = Record<string, unknown>;
type Records = readonly Event[];

const bodyOf = (size: number) => `{"traceparent":"none","text":"${'x'.repeat(size)}"}`;

// What is quadratic would take a hundred times as long; what is linear ten times, and somewhat more where memory is slow.
const mostForTenfold = 40;

test.each<[string, (size: number) => unknown]>([
  ['messages of a queue', (size) => batchOf('sqs/batch', size)],
  ['notifications', (size) => batchOf('sns/string-attribute', size)],
  ['records of a stream', (size) => batchOf('kinesis/batch', size)],
  ['changes in a table', (size) => batchOf('dynamodb/mixed', size)],
  ['objects', (size) => batchOf('s3/several', size)],
  ['records of Kafka', (size) => ({ ...readEvent('kafka/msk'), records: kafkaRecords(size) })],
  [
    'bytes in a message',
    (size) => ({ Records: [{ eventSource: 'aws:sqs', body: bodyOf(size * 50) }] }),
  ],
  [
    'bytes in a record',
    (size) => ({
      Records: [
        {
          eventSource: 'aws:kinesis',
          kinesis: { data: Buffer.from(bodyOf(size * 50)).toString('base64') },
        },
      ],
    }),
  ],
  // In thousands: V8 keeps objects of fewer members in a quicker form.
  ['headers', (size) => ({ ...readEvent('function-url/full'), headers: headers(size * 5) })],
])('ten times as many %s cost ten times as much', async (_what, eventOf) => {
  const small = eventOf(500);
  const large = eventOf(5_000);

  const ratio = () => costOf(() => read(large)) / costOf(() => read(small));

  // For once both find memory as quick; what is quadratic never gets there.
  await expect.poll(ratio).toBeLessThan(mostForTenfold);
});

test('reading an event costs no more than a few times what parsing it does', async () => {
  const texts = eventNames.map((name) => JSON.stringify(readEvent(name)));
  const events = eventNames.map(readEvent);

  const parsing = () => costOf(() => texts.map((text) => JSON.parse(text) as unknown));
  const reading = () => costOf(() => events.forEach(read));

  await expect.poll(() => reading() / parsing()).toBeLessThan(20);
});

function read(event: unknown): void {
  recognize(event).rootSpan(event, undefined);
}

/**
 * Microseconds that it takes of this thread's time on a processor, so that who else runs doesn't count; at best, as who else
 * runs also empties caches.
 */
function costOf(work: () => void): number {
  work();
  return Math.min(...Array.from({ length: 7 }, () => roundOf(work)));
}

/** The clock moves by milliseconds: the work is done again and again. */
function roundOf(work: () => void): number {
  const before = process.threadCpuUsage();
  for (let times = 1; ; times += 1) {
    work();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system > 30_000) return (user + system) / times;
  }
}

/** The event with its records again and again. */
function batchOf(name: string, size: number): Event {
  const records = readEvent(name)['Records'] as Records;
  return { Records: repeated(records, size) };
}

function kafkaRecords(size: number): Record<string, Records> {
  const records = readEvent('kafka/msk')['records'] as Record<string, Records>;
  return { 'orders-0': repeated(Object.values(records).flat(), size) };
}

function repeated(records: Records, size: number): Records {
  return Array.from({ length: size }, (_, n) => structuredClone(records[n % records.length] ?? {}));
}

function headers(size: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: size }, (_, n) => [`x-header-${n}`, 'value']));
}
