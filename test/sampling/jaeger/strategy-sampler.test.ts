import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { RandomIdGenerator, SamplingDecision } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readStrategy } from '../../../src/sampling/jaeger/strategy.ts';
import { strategySampler } from '../../../src/sampling/jaeger/strategy-sampler.ts';
import { answers } from './answers.ts';

const ids = new RandomIdGenerator();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Samples so many new traces, one every `intervalMs`. */
function sample(answer: string, { traces = 20_000, intervalMs = 0, name = 'orders' } = {}) {
  const sampler = strategySampler(readStrategy(answer));
  const results = Array.from({ length: traces }, () => {
    vi.setSystemTime(Date.now() + intervalMs);
    return sampler.shouldSample(ROOT_CONTEXT, ids.generateTraceId(), name, SpanKind.SERVER, {}, []);
  });
  return results.filter(({ decision }) => decision === SamplingDecision.RECORD_AND_SAMPLED);
}

test.each([
  { answer: answers.probabilistic, name: 'orders', share: 0.8 },
  { answer: answers.nothing, name: 'orders', share: 0 },
  { answer: answers.operations, name: 'orders', share: 0.8 },
  { answer: answers.operations, name: 'op1', share: 0.2 },
  { answer: answers.operations, name: '/health', share: 0 },
])('of $name, $share is kept by $answer', ({ answer, name, share }) => {
  const kept = sample(answer, { name });

  expect(Math.abs(kept.length - 20_000 * share)).toBeLessThanOrEqual(
    5 * Math.sqrt(20_000 * share * (1 - share)),
  );
  for (const { attributes } of kept)
    expect(attributes).toEqual({ 'sampler.type': 'probabilistic', 'sampler.param': share });
});

test.each([{ answer: answers.rateLimiting }, { answer: answers.rateLimitingWithOperations }])(
  'no more traces are kept than the limit says, whatever the load: $answer',
  ({ answer }) => {
    const busy = sample(answer, { traces: 60_000, intervalMs: 1 });
    const quiet = sample(answer, { traces: 60, intervalMs: 1_000 });

    // A minute at five a second, and what there was at its begin.
    expect(busy.length).toBeGreaterThanOrEqual(300);
    expect(busy.length).toBeLessThanOrEqual(305);
    expect(quiet).toHaveLength(60);
    expect(busy[0]?.attributes).toEqual({ 'sampler.type': 'ratelimiting', 'sampler.param': 5 });
    expect(busy.every(({ traceState }) => traceState === undefined)).toBe(true);
  },
);

test('as many of each operation are kept as the lower bound says, however rare', () => {
  const answer = answers.adaptive.replace('0.001', '0');

  const kept = sample(answer, { traces: 6_002, intervalMs: 100 });

  // Ten minutes at one a minute, and the one at the begin.
  expect(kept).toHaveLength(11);
  for (const { attributes } of kept)
    expect(attributes).toEqual({ 'sampler.type': 'lowerbound', 'sampler.param': 0 });
});

test('under load, each operation has its lower bound and no more, whatever else is kept by chance', () => {
  const answer = answers.adaptive.replace('0.001', '0.0001');

  const kept = sample(answer, { traces: 100_000, intervalMs: 6 });

  const isLeast = (type: unknown) => type === 'lowerbound';
  const least = kept.filter(({ attributes }) => isLeast(attributes?.['sampler.type']));
  // Ten minutes at one a minute, and the one at the begin; what is kept by chance counts, too.
  expect(least.length).toBeLessThanOrEqual(11);
  expect(kept.length).toBeGreaterThanOrEqual(10);
  expect(Math.abs(kept.length - least.length - 10)).toBeLessThanOrEqual(5 * Math.sqrt(10));
});

test('each operation has a lower bound of its own', () => {
  const sampler = strategySampler(readStrategy(answers.adaptive.replace('0.001', '0')));
  const decide = (name: string) =>
    sampler.shouldSample(ROOT_CONTEXT, ids.generateTraceId(), name, SpanKind.SERVER, {}, []);

  const decisions = ['a', 'a', 'b', 'b'].map((name) => decide(name).decision);

  expect(decisions).toEqual([2, 0, 2, 0]);
});

test('only roots without any parent say how they were sampled, as Jaeger learns from these', () => {
  const sampler = strategySampler({ kind: 'probabilistic', rate: 1 });
  const traceId = ids.generateTraceId();
  const parent = { traceId, spanId: ids.generateSpanId(), traceFlags: 1, isRemote: true };

  const result = sampler.shouldSample(
    trace.setSpanContext(ROOT_CONTEXT, parent),
    traceId,
    'orders',
    SpanKind.SERVER,
    {},
    [],
  );

  expect(result.decision).toBe(SamplingDecision.RECORD_AND_SAMPLED);
  expect(result.attributes).toBe(undefined);
});
