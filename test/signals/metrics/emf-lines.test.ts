import { ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emfLines } from '../../../src/signals/metrics/emf-lines.ts';
import { createMeters } from '../../../src/signals/metrics/meters.ts';
import type { MetricItem } from '../../../src/signals/metrics/metric-item.ts';
import { emfMistakes, readEmf } from './emf-rules.ts';

const options = {
  metricsExporter: 'emf',
  temporality: 'delta',
  histograms: 'explicit_bucket_histogram',
  exemplarFilter: 'always_off',
} as const;

type Measure = (meters: ReturnType<typeof createMeters>) => void;

async function linesOf(measure: Measure, resource: Record<string, string> = {}): Promise<string[]> {
  const meters = createMeters(options);
  measure(meters);
  const items: MetricItem[] = [];
  const attributes = { 'service.name': 'orders', ...resource };
  await meters.collect(resourceFromAttributes(attributes), 1_000, (found) => items.push(...found));
  return emfLines(items);
}

test('metrics with the same attributes share a line, with their units and dimensions', async () => {
  const [line = '', ...rest] = await linesOf((meters) => {
    const meter = meters.getMeter('shop');
    meter.createCounter('sold', { unit: '{item}' }).add(3, { shop: 'Ulm' });
    meter.createHistogram('took', { unit: 's' }).record(0.25, { shop: 'Ulm' });
    meter.createGauge('stock').record(7, { shop: 'Ulm' });
  });

  expect(rest).toEqual([]);
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'orders',
          Dimensions: [['shop', 'service.name']],
          Metrics: [
            { Name: 'sold', Unit: 'Count' },
            { Name: 'took', Unit: 'Seconds' },
            { Name: 'stock', Unit: 'None' },
          ],
        },
      ],
    },
    shop: 'Ulm',
    'service.name': 'orders',
    sold: 3,
    took: 0.25,
    stock: 7,
  });
});

test('services with a common namespace have their metrics in it', async () => {
  const [line = ''] = await linesOf(
    (meters) => meters.getMeter('shop').createCounter('sold').add(1),
    {
      'service.namespace': 'web',
    },
  );

  expect(readEmf(line)).toMatchObject([
    { namespace: 'web', dimensions: { 'service.name': 'orders' } },
  ]);
});

test('every value of a histogram is there, a hundred in a line', async () => {
  const lines = await linesOf((meters) => {
    const histogram = meters.getMeter('shop').createHistogram('took');
    for (let value = 1; value <= 250; value += 1) histogram.record(value);
  });

  expect(lines).toHaveLength(3);
  const values = lines.flatMap(readEmf).flatMap((each) => each.values);
  expect(values).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
});

test('what was made is exactly what the lines say, and they keep the rules, whatever the names', async () => {
  const attributes = fc.dictionary(
    fc.string({ maxLength: 8 }),
    fc.oneof(fc.string(), fc.boolean(), fc.integer()),
    { maxKeys: 40 },
  );
  const counted = fc.record({
    name: fc.constantFrom('a', 'b.c', '_aws', 'service.name', 'x'.repeat(255)),
    attributes,
    value: fc.nat(1_000),
  });
  const check = async (counts: { name: string; attributes: object; value: number }[]) => {
    const lines = await linesOf((meters) => {
      const meter = meters.getMeter('any');
      for (const { name, attributes: given, value } of counts)
        meter.createCounter(name, { valueType: ValueType.INT }).add(value, { ...given });
    });

    expect(lines.flatMap(emfMistakes)).toEqual([]);
    const sum = lines.flatMap(readEmf).flatMap(({ values }) => values);
    expect(sum.reduce((one, other) => one + other, 0)).toBe(
      counts.reduce((all, { value }) => all + value, 0),
    );
  };

  await fc.assert(fc.asyncProperty(fc.array(counted, { maxLength: 30 }), check), { numRuns: 60 });
});

test('more than a hundred metrics, or more than a line may be long, make several lines', async () => {
  const lines = await linesOf((meters) => {
    const meter = meters.getMeter('many');
    for (let index = 0; index < 240; index += 1) {
      const histogram = meter.createHistogram(`m${index}`.padEnd(200, 'x'));
      for (let value = 0; value < 100; value += 1) histogram.record(value / 3);
    }
  });

  expect(lines.flatMap(emfMistakes)).toEqual([]);
  expect(lines.flatMap(readEmf)).toHaveLength(240);
});
