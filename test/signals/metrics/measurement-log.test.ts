import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMeasurementLog } from '../../../src/signals/metrics/measurement-log.ts';
import { createMeters } from '../../../src/signals/metrics/meters.ts';
import { type MetricItem, ofCollection } from '../../../src/signals/metrics/metric-item.ts';
import { recoverMeasurements } from '../../../src/signals/metrics/recover-measurements.ts';

const options = {
  metricsExporter: 'emf',
  temporality: 'delta',
  histograms: 'explicit_bucket_histogram',
  exemplarFilter: 'always_off',
} as const;
const resource = resourceFromAttributes({ 'service.instance.id': 'dead' });
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'measurements-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that measures, with its file. */
function openMeters() {
  const log = createMeasurementLog();
  log.open(folder, resource);
  return { log, meters: createMeters({ ...options, onMeasured: log.note }) };
}

/** As the next process finds it: no process of this id is there. */
async function recovered(): Promise<MetricItem[]> {
  for (const name of readdirSync(folder))
    writeFileSync(
      join(folder, name.replace(/^\d+/, '999999999')),
      readFileSync(join(folder, name)),
    );
  const found: MetricItem[] = [];
  await recoverMeasurements(folder, options, (items) => found.push(...items));
  return found;
}

const valuesOf = (items: readonly MetricItem[]) =>
  Object.fromEntries(
    items.map(({ data, values }) => {
      const [point] = data.dataPoints;
      const isSingle = typeof point?.value === 'number';
      return [data.descriptor.name, isSingle ? point.value : values?.[0]];
    }),
  );

test('what was measured since the last collection is found by the next process, with the resource of its own', async () => {
  const { log, meters } = openMeters();
  const meter = meters.getMeter('test', '1.0');
  const counter = meter.createCounter('made', { unit: '{thing}' });
  counter.add(100);
  await meters.collect(resource, 100, log.clear);
  counter.add(1);
  await Promise.resolve();
  counter.add(2);
  meter.createUpDownCounter('open').add(-3);
  meter.createHistogram('took').record(4);
  meter.createHistogram('took').record(5);
  meter.createGauge('level').record(6);
  meter.createGauge('level').record(7);
  await Promise.resolve();

  const items = await recovered();

  expect(valuesOf(items)).toEqual({ made: 3, open: -3, took: [4, 5], level: 7 });
  expect(items[0]).toMatchObject({
    resource: { attributes: { 'service.instance.id': 'dead' } },
    instrumentationScope: { name: 'test', version: '1.0' },
    data: { descriptor: { unit: '{thing}' } },
  });
});

test('metrics are called by the next process as by one that was killed while it kept them, and never twice the same', async () => {
  const { log, meters } = openMeters();
  const meter = meters.getMeter('test');
  const kept: string[][] = [];
  const measureAndKeep = async () => {
    meter.createCounter('made').add(1);
    meter.createHistogram('took').record(2);
    await meters.collect(resource, 100, (items) => {
      log.write();
      kept.push(ofCollection(items, log.collection).map(({ id }) => id));
    });
  };
  await measureAndKeep();
  log.clear();
  await measureAndKeep();

  const found = await recovered();

  expect(found.map(({ id }) => id)).toEqual(kept[1]);
  expect(new Set(kept.flat()).size).toBe(4);
});

test('a torn line costs what is in it, and no more', async () => {
  const { meters } = openMeters();
  meters.getMeter('test').createCounter('made').add(1);
  await Promise.resolve();
  const [file = ''] = readdirSync(folder);
  appendFileSync(join(folder, file), '12345678 {"measured":[[0,{},[5');

  expect(valuesOf(await recovered())).toEqual({ made: 1 });
});

test('what is measured before there is a file is in it, too', async () => {
  const log = createMeasurementLog();
  const meters = createMeters({ ...options, onMeasured: log.note });
  meters.getMeter('test').createCounter('made').add(1);
  await Promise.resolve();
  log.open(folder, resource);

  expect(valuesOf(await recovered())).toEqual({ made: 1 });
});

test('a process that ends in order leaves nothing where all was collected', async () => {
  const { log, meters } = openMeters();
  meters.getMeter('test').createCounter('made').add(1);
  await meters.collect(resource, 100, log.clear);
  log.close();

  expect(readdirSync(folder)).toEqual([]);
});

test('whatever is measured, in however many turns, comes to the same sum', async () => {
  const measured = fc.array(
    fc.tuple(fc.constantFrom('a', 'b'), fc.nat(100), fc.boolean(), fc.constantFrom('x', 'ü', '')),
  );
  await fc.assert(
    fc.asyncProperty(measured, async (measurements) => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      const { log, meters } = openMeters();
      for (const [name, value, pauses, shop] of measurements) {
        meters.getMeter('test').createCounter(name).add(value, { shop });
        if (pauses) await Promise.resolve();
      }
      log.write();

      const values = (await recovered()).flatMap(({ data }) =>
        data.dataPoints.map(({ value }) => Number(value)),
      );

      const sum = values.reduce((all, value) => all + value, 0);
      expect(sum).toBe(measurements.reduce((all, [, value]) => all + value, 0));
    }),
    { numRuns: 50 },
  );
});
