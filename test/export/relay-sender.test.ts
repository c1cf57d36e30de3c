import { randomBytes } from 'node:crypto';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { largestRelayRequest } from '../../src/export/relay-message.ts';
import { type RelaySenderOptions, relaySender } from '../../src/export/relay-sender.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { inAMinute, never, reset } from './otlp-endpoint.ts';
import { endedSpan, endedSpans } from './sample-spans.ts';
import {
  answeringQueue,
  batchAnswer,
  emulatedQueue,
  refusal,
  spanNamesIn,
} from './sqs-endpoint.ts';

const encoding = otlpEncoding('http/protobuf');
const sender = (options: Omit<RelaySenderOptions<ReadableSpan>, 'encoding'>) =>
  relaySender({ encoding, ...options });
const names = (spans: readonly { name: string }[]) => spans.map(({ name }) => name);

/** Spans that gzip can do little about. */
const noisySpans = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) =>
    endedSpan(`noisy-${index}`, { noise: randomBytes(bytes).toString('base64') }),
  );

test('spans that fit go as one message, whole', async () => {
  const { queue, messages } = await emulatedQueue();
  const spans = endedSpans(100);

  const result = await sender({ queue })(spans, inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect((await messages()).map(({ body }) => spanNamesIn(body))).toEqual([names(spans)]);
  expect((await messages())[0]?.messageAttributes['antifreeze.format']?.StringValue).toBe(
    'otlp-traces/1',
  );
});

test('spans that are too large for one message go as a few, each with some of them', async () => {
  const { queue, messages } = await emulatedQueue();
  const spans = noisySpans(60, 1_000);

  const result = await sender({ queue, maxMessageSize: 16_384 })(spans, inAMinute());

  const bodies = (await messages()).map(({ body }) => body);
  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(bodies.flatMap(spanNamesIn).sort()).toEqual(names(spans).sort());
  expect(Math.max(...bodies.map(({ length }) => length))).toBeLessThan(16_384);
  expect(bodies.length).toBeLessThanOrEqual(2 * Math.ceil(bodies.join('').length / 16_384));
});

test('messages go in batches of at most ten, and of at most 1 MiB', async () => {
  const { queue, received } = await answeringQueue(batchAnswer());
  const entriesOf = (body: Buffer) =>
    (JSON.parse(body.toString()) as { Entries: { MessageBody: string }[] }).Entries;

  await sender({ queue, maxMessageSize: 2_000 })(noisySpans(25, 1_000), inAMinute());
  await sender({ queue, maxMessageSize: 400_000 })(noisySpans(6, 200_000), inAMinute());

  expect(received.map(({ body }) => entriesOf(body).length)).toEqual([10, 10, 5, 3, 3]);
  const total = received.map(({ body }) => body.length);
  expect(Math.max(...total)).toBeLessThan(1024 * 1024);
});

test("spans are split again where the queue's own limit is lower", async () => {
  const { queue, messages } = await emulatedQueue({ MaximumMessageSize: '4096' });
  const spans = noisySpans(12, 1_000);

  const result = await sender({ queue })(spans, inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect((await messages()).flatMap(({ body }) => spanNamesIn(body)).sort()).toEqual(
    names(spans).sort(),
  );
});

test('a span that no message can hold is dropped, counted and reported; the others go', async () => {
  const lines = recordDiagnostics();
  const { queue, messages } = await emulatedQueue();
  const giant = endedSpan('giant', { text: 'x'.repeat(largestRelayRequest) });

  const result = await sender({ queue })([...endedSpans(3), giant], inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 1 });
  expect((await messages()).flatMap(({ body }) => spanNamesIn(body))).toEqual(names(endedSpans(3)));
  expect(lines.join()).toContain('no message of the queue can hold it');
});

test('of a batch that was taken in part, only the rest is sent again', async () => {
  const { queue, received } = await answeringQueue(
    batchAnswer({ 1: { SenderFault: false, Code: 'InternalError' } }),
    batchAnswer(),
  );
  const spans = noisySpans(3, 1_000);

  const result = await sender({ queue, maxMessageSize: 2_000 })(spans, inAMinute());

  const bodies = received.map(({ body }) => body.toString());
  const sent = bodies.map((body) =>
    (JSON.parse(body) as { Entries: { MessageBody: string }[] }).Entries.flatMap(
      ({ MessageBody }) => spanNamesIn(MessageBody),
    ),
  );
  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(sent).toEqual([names(spans), ['noisy-1']]);
});

test('a message that the queue will never take is dropped and counted', async () => {
  const { queue } = await answeringQueue(
    batchAnswer({ 0: { SenderFault: true, Code: 'InvalidMessageContents' } }),
  );

  const result = await sender({ queue, maxMessageSize: 2_000 })(noisySpans(2, 1_000), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 1 });
});

test.each([
  { name: 'throttling', answer: refusal(400, 'RequestThrottled') },
  { name: 'a failure of the service', answer: refusal(500, 'InternalFailure') },
  { name: 'a cut connection', answer: reset },
])('$name is followed by another try', async ({ answer }) => {
  const { queue, received } = await answeringQueue(answer, batchAnswer());

  const result = await sender({ queue })(endedSpans(2), inAMinute());

  expect(result).toEqual({ unsent: [], dropped: 0 });
  expect(received).toHaveLength(2);
});

test.each(['AccessDeniedException', 'QueueDoesNotExist', 'ExpiredToken'])(
  'spans are kept, and not tried again at once, when the queue answers %s',
  async (code) => {
    const lines = recordDiagnostics();
    const { queue, received } = await answeringQueue(refusal(400, code));
    const spans = endedSpans(2);

    const result = await sender({ queue })(spans, inAMinute());

    expect(result).toEqual({ unsent: spans, dropped: 0 });
    expect(received).toHaveLength(1);
    expect(lines.join()).toContain(code);
  },
);

test('spans are kept when the queue does not answer by the deadline', async () => {
  const { queue } = await answeringQueue(never);
  const spans = endedSpans(2);
  const started = Date.now();

  const result = await sender({ queue })(spans, started + 200);

  expect(result).toEqual({ unsent: spans, dropped: 0 });
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('after a batch that was not taken, the others are kept without trying', async () => {
  const { queue, received } = await answeringQueue(refusal(403, 'AccessDenied'));
  const spans = noisySpans(25, 1_000);

  const result = await sender({ queue, maxMessageSize: 2_000 })(spans, inAMinute());

  expect(result.unsent).toHaveLength(25);
  expect(received).toHaveLength(1);
});
