import { createContextKey, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import {
  createMeters,
  type Meters,
  type MetersOptions,
} from '../../../src/signals/metrics/meters.ts';
import type { MetricItem } from '../../../src/signals/metrics/metric-item.ts';

const options: MetersOptions = {
  metricsExporter: 'otlp',
  temporality: 'delta',
  histograms: 'explicit_bucket_histogram',
  exemplarFilter: 'trace_based',
};
const traceId = '0af7651916cd43dd8448eb211c80319c';
const contextOf = (spanId: string, traceFlags = TraceFlags.SAMPLED) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags });

async function collect(meters: Meters, timeout = 1_000): Promise<readonly MetricItem[]> {
  const found: MetricItem[] = [];
  await meters.collect(emptyResource(), timeout, (items) => found.push(...items));
  return found;
}

const sumOf = (items: readonly MetricItem[]) =>
  items.flatMap(({ data }) => data.dataPoints.map(({ value }) => value));

test('each collection has what was measured since the one before, and nothing twice', async () => {
  const meters = createMeters(options);
  const counter = meters.getMeter('test').createCounter('made');
  counter.add(2);
  const first = await collect(meters);
  counter.add(3);
  const second = await collect(meters);
  const third = await collect(meters);

  expect([first, second, third].map(sumOf)).toEqual([[2], [3], []]);
  expect(first[0]?.data.aggregationTemporality).toBe(AggregationTemporality.DELTA);
});

test('what goes up and down says where it is', async () => {
  const meters = createMeters(options);
  const counter = meters.getMeter('test').createUpDownCounter('open');
  counter.add(2);
  await collect(meters);
  counter.add(-1);

  expect(sumOf(await collect(meters))).toEqual([1]);
});

test.each([
  { temporality: 'cumulative', expected: AggregationTemporality.CUMULATIVE },
  { temporality: 'lowmemory', expected: AggregationTemporality.DELTA },
] as const)('counters are as $temporality wants them', async ({ temporality, expected }) => {
  const meters = createMeters({ ...options, temporality });
  meters.getMeter('test').createCounter('made').add(1);

  const [item] = await collect(meters);

  expect(item?.data.aggregationTemporality).toBe(expected);
});

test('what is measured while others are collected counts the next time, as a whole', async () => {
  const meters = createMeters(options);
  const meter = meters.getMeter('test');
  const counter = meter.createCounter('made');
  meter.createObservableGauge('slow').addCallback(async () => {
    counter.add(10);
    await new Promise((resolve) => setTimeout(resolve, 5));
    counter.add(10);
  });
  counter.add(1);
  const noted: number[] = [];

  await meters.collect(emptyResource(), 1_000, (items) =>
    noted.push(...(sumOf(items) as number[])),
  );

  expect(noted).toEqual([1]);
  expect(sumOf(await collect(meters))).toEqual([20]);
});

test('a callback that fails or never answers costs the others nothing', async () => {
  const meters = createMeters(options);
  const meter = meters.getMeter('test');
  meter.createObservableGauge('fails').addCallback(() => {
    throw new Error('no number');
  });
  meter.createObservableGauge('hangs').addCallback(() => new Promise(() => undefined));
  meter.createCounter('made').add(1);

  expect(sumOf(await collect(meters, 20))).toEqual([1]);
});

test('points have the last example of each bucket, of traces that are kept', async () => {
  const meters = createMeters(options);
  const histogram = meters
    .getMeter('test')
    .createHistogram('took', { advice: { explicitBucketBoundaries: [1, 10] } });
  histogram.record(0.5, { a: 1, b: 2 }, contextOf('00f067aa0ba902b1'));
  histogram.record(0.7, { b: 2, a: 1 }, contextOf('00f067aa0ba902b2'));
  histogram.record(5, { a: 1, b: 2 }, contextOf('00f067aa0ba902b3'));
  histogram.record(50, { a: 1, b: 2 }, contextOf('00f067aa0ba902b4', TraceFlags.NONE));
  histogram.record(50, { a: 1, b: 2 }, ROOT_CONTEXT.setValue(createContextKey('none'), 1));

  const [item] = await collect(meters);

  expect(item?.exemplars).toEqual([
    [
      { value: 0.7, time: expect.anything(), traceId, spanId: '00f067aa0ba902b2' },
      { value: 5, time: expect.anything(), traceId, spanId: '00f067aa0ba902b3' },
    ],
  ]);
});

test.each([
  { exemplarFilter: 'always_on', expected: [{ value: 2, traceId: '', spanId: '' }] },
  { exemplarFilter: 'always_off', expected: [] },
] as const)('with $exemplarFilter, no trace is needed or none looked at', async (given) => {
  const meters = createMeters({ ...options, exemplarFilter: given.exemplarFilter });
  meters.getMeter('test').createCounter('made').add(2, {}, ROOT_CONTEXT);

  const [item] = await collect(meters);

  expect(item?.exemplars).toMatchObject([given.expected]);
});
