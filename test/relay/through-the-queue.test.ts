import { expect, onTestFinished, test } from 'vitest';
import type { Behaviour } from '../../harness/collector/behaviour.ts';
import type { Collector } from '../../harness/collector/collector.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import type { RelayQueue } from '../../src/export/relay-queue.ts';
import { relaySender } from '../../src/export/relay-sender.ts';
import { recordDiagnostics } from '../export/diagnostics.ts';
import { inAMinute } from '../export/otlp-endpoint.ts';
import { emulatedQueue } from '../export/sqs-endpoint.ts';
import { pollQueue } from './event-source.ts';
import { destinationAt, relayTo, serviceSpans, startedCollector } from './relay-fixture.ts';

const spanCount = Number(process.env['ANTIFREEZE_RELAY_SPANS'] ?? 10_000);
const spansOfAFlush = 200;

/** As SQS at its worst: now and then a call fails as a whole, or for one of its messages. */
function faulty(queue: RelayQueue): RelayQueue {
  let calls = 0;
  return {
    limits: queue.limits,
    async send(messages, deadline) {
      calls += 1;
      if (calls % 7 === 0) return messages.map(() => busy);
      const [first, ...others] = messages;
      if (calls % 3 !== 0 || !first || others.length === 0) return queue.send(messages, deadline);
      return [busy, ...(await queue.send(others, deadline))];
    },
  };
}

const busy = { status: 'retryable', error: new Error('busy') } as const;

test(`of ${spanCount} spans through queue and relay none is lost, and none comes twice, whatever fails on the way`, async () => {
  recordDiagnostics();
  const { origin, queueUrl, queue, messages } = await emulatedQueue();
  const collector = await startedCollector();
  const source = pollQueue(origin, queueUrl);
  onTestFinished(() => source.close());
  const destinations = [destinationAt(collector.url)];
  // Whoever gives up on a collector that is only slow can't know whether it has the spans.
  const patient = relayTo(destinations, { retryForMs: 20_000 });
  const hasty = relayTo(destinations, { retryForMs: 1 });
  const sender = relaySender({
    encoding: otlpEncoding('http/protobuf'),
    queue: faulty(queue),
    maxMessageSize: 4_096,
  });
  const flushes = Array.from({ length: spanCount / spansOfAFlush }, (_, index) =>
    serviceSpans(`service-${index}`, spansOfAFlush, { 'http.route': '/orders/{id}', index }),
  );
  const started = performance.now();

  const results = await Promise.all(flushes.map((spans) => sender(spans, inAMinute())));
  const queued = (await messages()).length;
  const queuedAt = performance.now();
  let polls = 0;
  for (let received = 1; received > 0; polls++) {
    const mood = await misbehave(collector, polls);
    received = await source.poll(mood === 'gone' ? hasty.relay : patient.relay);
    await collector.refuse();
    await collector.listen();
  }
  const done = performance.now();

  const ids = collector.spans().map(({ spanId }) => spanId);
  console.info(
    `${spanCount} spans: ${((queued / spanCount) * 1_000).toFixed(1)} messages per 1,000 spans; queued in ${Math.round(queuedAt - started)} ms, relayed in ${Math.round(done - queuedAt)} ms over ${polls} invocations`,
  );
  expect(results.filter(({ unsent, dropped }) => unsent.length + dropped > 0)).toEqual([]);
  expect(new Set(ids).size).toBe(spanCount);
  expect(ids).toHaveLength(spanCount);
});

/** A collector that is well, busy, broken or gone in turn, and that never keeps spans without saying so. */
async function misbehave(collector: Collector, poll: number): Promise<Mood> {
  const mood = moods[poll % moods.length] ?? 'gone';
  if (mood === 'gone') await collector.refuse();
  else collector.behave(...mood);
  return mood;
}

type Mood = (typeof moods)[number];

const busyForLong = { status: 503, retryAfter: '600' };
const moods: readonly ('gone' | readonly Behaviour[])[] = [
  [{}],
  [{ status: 429, retryAfter: '600' }],
  [{ status: 502 }, {}],
  [{ answer: 'reset' }, busyForLong],
  [{ status: 400 }, {}],
  'gone',
];
