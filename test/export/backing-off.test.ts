import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { backingOff } from '../../src/export/backing-off.ts';
import { createSender } from '../../src/export/create-sender.ts';
import type { Undelivered } from '../../src/export/send.ts';
import { probabilityOf, thresholdIn } from '../../src/propagation/ot-trace-state.ts';
import { exportConfig } from './export-config.ts';
import { inAMinute, nearDeadline } from './otlp-endpoint.ts';
import { endedSpan, endedSpans } from './sample-spans.ts';

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const failed = () => Object.assign(endedSpan('failed'), { status: { code: SpanStatusCode.ERROR } });

/** One that backs off from an endpoint which `answers`, at a time that only `pass` changes. */
function start(answers: (sent: number) => Partial<Undelivered<ReadableSpan>>) {
  const reported: string[] = [];
  const sent: number[] = [];
  let time = 1_000_000;
  const send = backingOff(
    async (spans) => {
      sent.push(spans.length);
      const answer = answers(sent.length);
      return { unsent: answer.throttled ? spans : [], dropped: 0, ...answer };
    },
    { samplesAll: true, report: (line) => reported.push(line), now: () => time },
  );
  return {
    sent,
    reported,
    send: (spans = endedSpans(400)) => send(spans, inAMinute()),
    pass: (seconds: number) => {
      time += seconds * 1_000;
    },
  };
}

const throttled = { throttled: new Error('429') };

test('an endpoint that takes everything gets everything', async () => {
  const { send, sent } = start(() => ({}));

  for (let sends = 0; sends < 3; sends++) await send();

  expect(sent).toEqual([400, 400, 400]);
});

test('each time that it is too much, half as many traces are sent, and it is told once', async () => {
  const { send, sent, reported } = start(() => throttled);

  for (let sends = 0; sends < 4; sends++) await send();

  for (const [index, share] of [1, 1 / 2, 1 / 4, 1 / 8].entries()) {
    const leeway = 5 * Math.sqrt(400 * share * (1 - share));
    expect(Math.abs((sent[index] ?? 0) - 400 * share)).toBeLessThanOrEqual(leeway);
  }
  expect(reported).toHaveLength(1);
});

test('what waits has been sampled at once, and is not sampled again', async () => {
  const { send, sent } = start((sends) => (sends === 1 ? throttled : {}));

  const { unsent } = await send();
  await send([...unsent]);

  expect(unsent.length).toBeGreaterThan(100);
  expect(unsent.length).toBeLessThan(300);
  expect(sent[1]).toBe(unsent.length);
});

test('those that are sent tell how many they stand for', async () => {
  const { send } = start(() => throttled);

  const { unsent } = await send(endedSpans(2_000));

  const standFor = unsent.map(
    (span) => 1 / probabilityOf(thresholdIn(span.spanContext().traceState) ?? ''),
  );
  expect(new Set(standFor)).toEqual(new Set([2]));
});

test('nothing with an error is given up, nor what tells of spans that are gone', async () => {
  const { send } = start(() => throttled);
  const failures = Array.from({ length: 50 }, failed);
  const telling = endedSpan('telling', { 'antifreeze.dropped_spans': 7 });

  let waiting = [...failures, telling, ...endedSpans(100)];
  for (let sends = 0; sends < 8; sends++) waiting = [...(await send(waiting)).unsent];

  expect(waiting.filter(({ name }) => name !== 'telling' && name !== 'failed').length).toBeLessThan(
    20,
  );
  expect(waiting).toEqual(expect.arrayContaining([...failures, telling]));
});

test('once it is no longer too much, more and more are sent again, until it is all', async () => {
  const { send, sent, pass } = start((sends) => (sends < 3 ? throttled : {}));

  for (let sends = 0; sends < 6; sends++) {
    await send();
    pass(11);
  }

  expect(sent.at(-1)).toBe(400);
  expect(sent[2]).toBeLessThan(200);
});

test.each([
  { says: 'a status of 429', behaviour: { status: 429 } },
  {
    says: 'a partial success',
    behaviour: { partialSuccess: { rejectedSpans: 1, errorMessage: 'rate limit exceeded' } },
  },
])(
  'a collector that says by $says that it is too much gets fewer traces',
  async ({ behaviour }) => {
    const reported: string[] = [];
    const send = createSender(exportConfig(`${collector.url}/v1/traces`), {
      product: 'test',
      report: (line) => reported.push(line),
    });
    collector.behave(behaviour);
    await send(endedSpans(10), nearDeadline());
    collector.behave({});
    collector.clear();

    const failure = failed();
    await send([...endedSpans(200), failure], inAMinute());

    expect(collector.spans().length).toBeGreaterThan(50);
    expect(collector.spans().length).toBeLessThan(150);
    expect(collector.spans().at(-1)?.name).toBe('failed');
    expect(reported).toHaveLength(1);
  },
);

test('a collector that refuses spans for another reason still gets everything', async () => {
  const send = createSender(exportConfig(`${collector.url}/v1/traces`), { product: 'test' });
  collector.behave({ partialSuccess: { rejectedSpans: 1, errorMessage: 'a span has no name' } });
  await send(endedSpans(10), inAMinute());
  collector.behave({});
  collector.clear();

  await send(endedSpans(50), inAMinute());

  expect(collector.spans()).toHaveLength(50);
});

test('a clock that is set back does not put recovery off', async () => {
  const { send, sent, pass } = start((sends) => (sends === 1 ? throttled : {}));
  await send();

  pass(-86_400);
  await send();
  await send();

  expect(sent[1]).toBeLessThan(400);
  expect(sent[2]).toBe(400);
});
