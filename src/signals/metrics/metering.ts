import { type Attributes, diag, type MeterProvider } from '@opentelemetry/api';
import type { MetricsConfig } from '../../config/config.ts';
import { readMetricSettings } from '../../config/metric-settings.ts';
import { cutRoots } from '../../journal/read-span-journals.ts';
import { type Deadline, millisecondsUntil } from '../../support/deadline.ts';
import type { SignalParts } from '../signal-sdk.ts';
import { joined, type Signals } from '../signals.ts';
import { functionMetrics } from './function-metrics.ts';
import { createMeasurementLog } from './measurement-log.ts';
import { createMeters, type MetersOptions } from './meters.ts';
import { ofCollection } from './metric-item.ts';
import { recoverMeasurements } from './recover-measurements.ts';
import { recordingAll, spanMetrics } from './span-metrics.ts';
import { wayOut } from './way-out.ts';

/** The meter provider of a process: there before any SDK is, as modules make instruments at their top level. */
export interface Metering extends MeterProvider {
  /** Adds metrics to what is sent of the process. */
  start(parts: SignalParts, signals: Signals): Signals;
}

/** Undefined where the environment wants no metrics, or wants them where there is no way to. */
export function createMetering(): Metering | undefined {
  const config = readMetricSettings();
  return config.metricsExporter === 'none' ? undefined : meteringBy(config);
}

/** The same on Google Cloud, where nobody reads metrics in the log. */
export function createGcpMetering(): Metering | undefined {
  return readMetricSettings().metricsExporter === 'emf' ? undefined : createMetering();
}

function meteringBy(config: MetricsConfig): Metering {
  const log = createMeasurementLog();
  const options = metersOptions(config);
  const meters = createMeters({ ...options, onMeasured: log.note });
  return {
    getMeter: meters.getMeter,
    start(parts, signals) {
      const { resource, journalFolder } = parts;
      const { keep, ...way } = wayOut(config, parts);
      const folder = journalFolder && `${journalFolder}-measurements`;
      if (folder) log.open(folder, resource);
      let isToRecover = Promise.resolve(folder !== undefined);
      const recover = () => {
        isToRecover = isToRecover.then((isMore) =>
          isMore && folder ? recoverMeasurements(folder, options, keep) : false,
        );
        return isToRecover;
      };

      async function collect(deadline: Deadline): Promise<void> {
        const timeout = Math.min(millisecondsUntil(deadline), config.metricTimeout);
        await meters.collect(resource, timeout, (items, errors) => {
          for (const error of errors) diag.error('antifreeze: observing a metric failed', error);
          // A kill may come at any moment.
          log.write();
          keep(ofCollection(items, log.collection));
          log.clear();
        });
      }

      async function flush(deadline: Deadline): Promise<void> {
        await recover();
        // What can't be sent piles up; what isn't collected is added up.
        const waits = way.isFull() && !log.isLong();
        if (!waits) await collect(deadline);
        await way.flush(deadline);
        if (!waits || way.isFull()) return;
        await collect(deadline);
        await way.flush(deadline);
      }

      const ofFunction = functionMetrics(meters, {
        interval: config.metricInterval,
        every: () => void flush(Number.POSITIVE_INFINITY),
      });
      const { observe } = ofFunction;
      const close = () => {
        log.close();
        way.close();
      };
      return {
        ...joined(signals, { observe, flush, close }),
        processor: spanMetrics(meters, signals.processor),
        sampler: recordingAll(signals.sampler),
        onRecovered(spans) {
          for (const { attributes } of cutRoots(spans))
            ofFunction.count(endingOf(attributes), attributes);
        },
      };
    },
  };
}

/** CloudWatch adds up whatever it gets: so it gets differences. */
function metersOptions(config: MetricsConfig): MetersOptions {
  if (config.metricsExporter !== 'emf') return config;
  return { ...config, temporality: 'delta', histograms: 'explicit_bucket_histogram' };
}

function endingOf({ 'error.type': type }: Attributes): 'timeouts' | 'errors' {
  return type === 'timeout' ? 'timeouts' : 'errors';
}
