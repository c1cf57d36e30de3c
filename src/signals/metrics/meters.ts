import {
  type MeterProvider as ApiMeterProvider,
  diag,
  type MeterOptions,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { emptyResource, type Resource } from '@opentelemetry/resources';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { MetricsConfig } from '../../config/config.ts';
import { FlushReader } from './flush-reader.ts';
import type { MetricItem } from './metric-item.ts';
import { type Instrument, notingMeter } from './noting-meter.ts';
import { createStreams, type Measured, type Streams } from './streams.ts';

/** The meters of a process, and what was measured by them since it was last asked for. */
export interface Meters extends ApiMeterProvider {
  /**
   * Hands over all that was measured before the call, once: `keep` is called for it without anything being measured
   * meanwhile. `timeout` is for the function's own callbacks, in milliseconds. Never rejects.
   */
  collect(
    resource: Resource,
    timeout: number,
    keep: (items: readonly MetricItem[], errors: readonly unknown[]) => void,
  ): Promise<void>;
}

export type MetersOptions = Pick<
  MetricsConfig,
  'temporality' | 'histograms' | 'exemplarFilter' | 'metricsExporter'
> & {
  /** Hears of each measurement as it is made. */
  readonly onMeasured?: (instrument: Instrument, measured: Measured) => void;
};

/** Those of OpenTelemetry's SDK, whose instruments have examples beside. */
export function createMeters(options: MetersOptions): Meters {
  const reader = new FlushReader(options);
  const provider = new MeterProvider({ resource: emptyResource(), readers: [reader] });
  const streams = createStreams({
    exemplarFilter: options.exemplarFilter,
    keepsValues: options.metricsExporter === 'emf',
  });
  let waiting: (() => void)[] | undefined;
  let latest = Promise.resolve();

  function take(instrument: Instrument, measured: Measured, record: () => void): void {
    if (waiting) {
      waiting.push(() => take(instrument, measured, record));
      return;
    }
    record();
    streams.add(keyOf(instrument.scope, instrument.name), measured, boundsOf(instrument));
    options.onMeasured?.(instrument, measured);
  }

  const collect: Meters['collect'] = async (resource, timeoutMillis, keep) => {
    // The SDK collects in several turns. What is measured in between belongs to the next time as a whole.
    waiting = [];
    try {
      const { resourceMetrics, errors } = await reader.collect({ timeoutMillis });
      keep(itemsOf(resourceMetrics, resource, streams), errors);
      streams.clear();
    } catch (error) {
      diag.error('antifreeze: collecting metrics failed', error);
    } finally {
      const late = waiting;
      waiting = undefined;
      for (const measure of late) measure();
    }
  };

  return {
    getMeter(name: string, version?: string, given?: MeterOptions) {
      const schemaUrl = given?.schemaUrl;
      const scope = { name, ...(version && { version }), ...(schemaUrl && { schemaUrl }) };
      return notingMeter(provider.getMeter(name, version, given), scope, take);
    },
    collect(...collecting) {
      latest = latest.then(() => collect(...collecting));
      return latest;
    },
  };
}

function itemsOf(
  { scopeMetrics }: ResourceMetrics,
  resource: Resource,
  streams: Streams,
): MetricItem[] {
  const ids = new Set<string>();
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map((data): MetricItem => {
      const found = data.dataPoints.map(({ attributes }) =>
        streams.of(keyOf(scope, data.descriptor.name), attributes),
      );
      return {
        id: newId(`${scope.name}/${data.descriptor.name}`, ids),
        resource,
        instrumentationScope: scope,
        data,
        exemplars: found.map((stream) => [...(stream?.exemplars.values() ?? [])]),
        values: found.map((stream) => stream?.values ?? []),
      };
    }),
  );
}

/** Metrics of one name, of which a scope may have several, are numbered. */
function newId(name: string, ids: Set<string>): string {
  const id = ids.has(name) ? `${name}/${ids.size}` : name;
  ids.add(id);
  return id;
}

function keyOf({ name, version }: InstrumentationScope, instrument: string): string {
  return [name, version ?? '', instrument.toLowerCase()].join('\n');
}

/** Of the specification, for histograms that have no better ones. */
const defaultBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

function boundsOf({ create, options }: Instrument): readonly number[] | undefined {
  if (create !== 'createHistogram') return undefined;
  return options.advice?.explicitBucketBoundaries ?? defaultBounds;
}
