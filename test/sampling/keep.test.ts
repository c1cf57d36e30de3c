import { TraceFlags } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KeepOptions } from '../../src/config/options.ts';
import { type Call, child, isSampled, startService } from './service.ts';

const failing = { status: 'threw', error: new Error('told to') } as const;
const slow: Call['work'] = () => void vi.advanceTimersByTime(12);

// What takes how long says the test, not the machine.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** Of each rule an invocation that fits, and what is told of it. */
const rules: { rule: KeepOptions; reason: string; call: Call }[] = [
  { rule: { errors: true }, reason: 'error', call: { outcome: failing } },
  {
    rule: { errors: true },
    reason: 'error',
    call: { work: (tracer) => child(tracer, 'call', true) },
  },
  { rule: { errors: true }, reason: 'timeout', call: { outcome: { status: 'timed-out' } } },
  { rule: { timeouts: true }, reason: 'timeout', call: { outcome: { status: 'timed-out' } } },
  { rule: { timeouts: true }, reason: 'killed', call: { outcome: { status: 'exited', code: 3 } } },
  {
    rule: { coldStarts: true },
    reason: 'cold_start',
    call: { attributes: { 'faas.coldstart': true } },
  },
  {
    rule: { batchFailures: true },
    reason: 'batch_failures',
    call: { attributes: { 'antifreeze.batch.failed_count': 2 } },
  },
  { rule: { slowerThan: 10 }, reason: 'slow', call: { work: slow } },
  {
    rule: { slowerThan: { '*': 60_000, 'GET /orders': 10 } },
    reason: 'slow',
    call: {
      work: slow,
      init: { attributes: { 'http.request.method': 'GET', 'http.route': '/orders' } },
    },
  },
  {
    rule: { slowerThan: { timer: 10 } },
    reason: 'slow',
    call: { work: slow, init: { attributes: { 'faas.trigger': 'timer' } } },
  },
  {
    rule: { attributes: { tier: 'g*d' } },
    reason: 'attribute',
    call: { attributes: { tier: 'gold' } },
  },
  { rule: { atLeastPerMinute: 1 }, reason: 'minimum', call: {} },
  {
    rule: { ratio: 1 },
    reason: 'ratio',
    call: { headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` } },
  },
];

describe.each(rules)('with the rule $rule', ({ rule, reason, call }) => {
  test(`what was not sampled and fits is kept for "${reason}", with all of its spans`, () => {
    const service = startService({ keep: rule, sampler: 'parentbased_always_off' });

    const headers = service.invoke({
      ...call,
      work: (tracer, sent) => {
        child(tracer, 'before');
        call.work?.(tracer, sent);
      },
    });

    expect(isSampled(headers)).toBe(false);
    expect(service.sent[0]?.name).toBe('before');
    const root = service.sent.at(-1);
    expect(root?.name).toBe('orders');
    expect(root?.attributes['antifreeze.kept']).toBe(reason);
    const threshold = reason === 'minimum' ? undefined : 'th:0';
    for (const span of service.sent) {
      expect(span.spanContext().traceFlags & TraceFlags.SAMPLED).toBe(TraceFlags.SAMPLED);
      expect(span.spanContext().traceState?.get('ot')).toBe(threshold);
    }
  });
});

test.each(rules.filter(({ reason }) => reason !== 'minimum' && reason !== 'ratio'))(
  'what does not fit the rule $rule is not kept',
  ({ rule }) => {
    const service = startService({ keep: rule, sampler: 'parentbased_always_off' });

    service.invoke({ work: (tracer) => child(tracer, 'call') });

    expect(service.sent).toEqual([]);
  },
);

test('what was sampled is kept, and nothing is said of it', () => {
  const service = startService({ keep: { errors: true }, sampler: 'always_on' });

  service.invoke({ work: (tracer) => child(tracer, 'call') });

  expect(service.sent.map(({ name }) => name)).toEqual(['call', 'orders']);
  for (const { attributes } of service.sent)
    expect(attributes).not.toHaveProperty(['antifreeze.kept']);
});

test('what was sampled and fits a rule stands for itself, as all that fit are kept', () => {
  const service = startService({
    keep: { errors: true },
    sampler: 'probability',
    samplerRatio: 0.9999,
  });

  service.invoke({});
  service.invoke({ outcome: failing });

  const states = service.sent.map((span) => span.spanContext().traceState?.get('ot'));
  expect(states).toEqual(['th:0007', 'th:0']);
});

test('at least so many a minute are kept, and no more', () => {
  const service = startService({ keep: { atLeastPerMinute: 3 }, sampler: 'always_off' });

  for (let made = 0; made < 10; made++) service.invoke();

  expect(service.sent).toHaveLength(3);
});

test('what was kept anyway counts for the least', () => {
  const service = startService({
    keep: { atLeastPerMinute: 3, errors: true },
    sampler: 'always_off',
  });

  for (let made = 0; made < 3; made++) service.invoke({ outcome: failing });
  service.invoke();

  expect(service.sent).toHaveLength(3);
});

test('a span that ends after its invocation goes the way of that', () => {
  const service = startService({ keep: { errors: true }, sampler: 'always_off' });
  const late: (() => void)[] = [];
  const work: Call['work'] = (tracer) => {
    const span = tracer.startSpan('late');
    late.push(() => span.end());
  };

  service.invoke({ work, outcome: failing });
  service.invoke({ work });
  for (const end of late) end();

  expect(service.sent.map(({ name }) => name)).toEqual(['orders', 'late']);
});

test('of an invocation with too many spans the youngest are kept, and the others counted', () => {
  const service = startService({
    keep: { errors: true },
    sampler: 'always_off',
    maxQueueSize: 10,
    maxExportBatchSize: 5,
  });

  service.invoke({
    outcome: failing,
    work: (tracer) => {
      for (let made = 0; made < 15; made++) child(tracer, `call ${made}`);
    },
  });

  expect(service.sent).toHaveLength(11);
  expect(service.sent[0]?.name).toBe('call 5');
  expect(service.sent.at(-1)?.attributes['antifreeze.dropped_spans']).toBe(5);
});

test('of a sampled invocation with many spans nothing is held back for long', () => {
  const service = startService({
    keep: { errors: true },
    sampler: 'always_on',
    maxQueueSize: 10,
    maxExportBatchSize: 5,
  });
  let sentBefore = 0;

  service.invoke({
    work: (tracer) => {
      for (let made = 0; made < 15; made++) child(tracer, `call ${made}`);
      sentBefore = service.sent.length;
    },
  });

  expect(sentBefore).toBe(15);
  expect(service.sent).toHaveLength(16);
});
