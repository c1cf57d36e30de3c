import { expect, test } from 'vitest';
import { readPoints } from '../../../src/viewer/otlp/collected-metric.ts';
import { createMetricStore } from '../../../src/viewer/store/metric-store.ts';

const delta = 1;
const cumulative = 2;

test.each([
  { name: 'deltas', temporality: delta, values: [4, 6], rates: [4, 3] },
  { name: 'a count from the start', temporality: cumulative, values: [4, 10], rates: [4, 3] },
  { name: 'a count that begins anew', temporality: cumulative, values: [4, 2], rates: [4, 2] },
])('of $name the rate is kept', ({ temporality, values, rates }) => {
  const store = createMetricStore();
  const times = [
    { startTimeUnixNano: '1000000000', timeUnixNano: '2000000000' },
    {
      startTimeUnixNano: temporality === delta || values[1] === 2 ? '2000000000' : '1000000000',
      timeUnixNano: values[1] === 2 ? '3000000000' : '4000000000',
    },
  ];

  values.forEach((asInt, index) => {
    store.add(pointsOf('sum', temporality, { ...times[index], asInt }));
  });

  expect(store.streams()[0]?.points.map(({ value }) => value)).toEqual(rates);
});

test('a sum of no known time is no rate, and is left out', () => {
  const store = createMetricStore();

  store.add(pointsOf('sum', delta, { timeUnixNano: '2000000000', asInt: 4 }));

  expect(store.streams()).toEqual([]);
});

test.each([
  {
    temporality: delta,
    counts: [
      ['1', '0', '3'],
      ['0', '2', '0'],
    ],
  },
  {
    temporality: cumulative,
    counts: [
      ['1', '0', '3'],
      ['1', '2', '3'],
    ],
  },
])('of a histogram, $temporality, each point has what came since the one before', (given) => {
  const store = createMetricStore();

  given.counts.forEach((bucketCounts, index) => {
    const time = { timeUnixNano: `${index + 2}000000000` };
    const values = { count: String(4 + index * 2), sum: 10 + index, explicitBounds: [1, 5] };
    store.add(pointsOf('histogram', given.temporality, { ...time, ...values, bucketCounts }));
  });

  const [stream] = store.streams();
  expect(stream?.bounds).toEqual([1, 5]);
  expect(stream?.points.map(({ counts }) => counts)).toEqual([
    [1, 0, 3],
    [0, 2, 0],
  ]);
  expect(stream?.points.map(({ p95 }) => p95)).toEqual([5, 5]);
});

function pointsOf(type: string, aggregationTemporality: number, point: object) {
  const data = { aggregationTemporality, isMonotonic: true, dataPoints: [point] };
  const metrics = [{ name: 'orders', [type]: data }];
  return readPoints({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
}
