import { type Attributes, ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { emptyResource } from '@opentelemetry/resources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMetric } from '../../src/otlp/encode-metric.ts';
import { readFields } from '../../src/otlp/protobuf-reader.ts';
import { createMeters, type MetersOptions } from '../../src/signals/metrics/meters.ts';
import type { MetricItem } from '../../src/signals/metrics/metric-item.ts';
import { readPoints } from '../../src/viewer/otlp/collected-metric.ts';
import { exportMetricsServiceRequest } from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage, encodeBytesField } from '../../src/viewer/otlp/protobuf.ts';

type Tree = readonly (readonly [number, string | Tree])[];

/** The fields of a message by their numbers, and of all that may be messages within, but for what is zero or empty. */
function treeOf(message: Uint8Array): Tree {
  return readFields(message)
    .map(
      ({ number, value }) =>
        [number, typeof value === 'bigint' ? `${value}` : inner(value)] as const,
    )
    .filter(([, value]) => value !== '0' && value.length > 0)
    .sort(([one], [other]) => one - other);
}

function inner(value: Buffer): string | Tree {
  try {
    return value.length > 0 ? treeOf(value) : '';
  } catch {
    return value.toString('hex');
  }
}

/** The message `Metric` that OpenTelemetry's own encoder writes. */
function referenceOf({ data, instrumentationScope: scope, resource }: MetricItem): Uint8Array {
  const request = ProtobufMetricsSerializer.serializeRequest({
    resource,
    scopeMetrics: [{ scope, metrics: [data] }],
  });
  const within = (message: Uint8Array, field: number) =>
    readFields(message).find(({ number }) => number === field)?.value as Buffer;
  return within(within(within(request ?? new Uint8Array(), 1), 2), 2);
}

const options: MetersOptions = {
  metricsExporter: 'otlp',
  temporality: 'delta',
  histograms: 'explicit_bucket_histogram',
  exemplarFilter: 'always_off',
};

const creates = ['createCounter', 'createUpDownCounter', 'createHistogram', 'createGauge'] as const;
const measurement = fc.record({
  value: fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.nat()),
  attributes: fc.dictionary(
    fc.string(),
    fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.array(fc.integer())),
    { maxKeys: 3 },
  ),
});

test.each(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram'] as const)(
  "every metric is encoded as OpenTelemetry's own encoder does, with %s",
  async (histograms) => {
    const check = async (
      create: (typeof creates)[number],
      valueType: ValueType,
      measured: { value: number; attributes: Attributes }[],
    ) => {
      const meters = createMeters({ ...options, histograms });
      const instrument: {
        add?(value: number, attributes: Attributes): void;
        record?(value: number, attributes: Attributes): void;
      } = meters.getMeter('test')[create]('made', { valueType, unit: 's', description: 'what' });
      for (const { value, attributes } of measured) {
        const whole = valueType === ValueType.INT ? Math.trunc(value) : value;
        instrument.add?.(whole, attributes);
        instrument.record?.(whole, attributes);
      }
      const items: MetricItem[] = [];
      await meters.collect(emptyResource(), 0, (found) => items.push(...found));

      for (const item of items)
        expect(treeOf(encodeMetric(item))).toEqual(treeOf(referenceOf(item)));
      expect(items).toHaveLength(1);
    };

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...creates),
        fc.constantFrom(ValueType.INT, ValueType.DOUBLE),
        fc.array(measurement, { minLength: 1, maxLength: 8 }),
        check,
      ),
      { numRuns: 150 },
    );
  },
);

test('examples and what was dropped are in it, too', async () => {
  const meters = createMeters({ ...options, exemplarFilter: 'always_on' });
  meters.getMeter('test').createHistogram('took').record(3);
  const items: MetricItem[] = [];
  await meters.collect(emptyResource(), 0, (found) => items.push(...found));
  const [item] = items;
  if (!item) throw new Error('nothing was collected');
  const exemplars = [
    [
      {
        value: 3,
        time: [1, 2] as [number, number],
        traceId: 'ab'.repeat(16),
        spanId: 'cd'.repeat(8),
      },
    ],
  ];

  const bytes = encodeMetric({ ...item, exemplars, metadata: { dropped: 7 } });
  const request = [2, 2, 1].reduce<Uint8Array>(
    (inside, field) => encodeBytesField(field, inside),
    bytes,
  );
  const [point] = readPoints(decodeMessage(exportMetricsServiceRequest, request));

  expect(point).toMatchObject({
    metric: 'took',
    value: 3,
    count: 1,
    exemplarTraceId: 'ab'.repeat(16),
  });
  expect(Buffer.from(bytes).includes('dropped')).toBe(true);
});
