import { type Attributes, diag, type MeterProvider } from '@opentelemetry/api';
import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { MetricsConfig } from '../../config/config.ts';
import { readMetricSettings } from '../../config/metric-settings.ts';
import type { ObserveInvocation } from '../../core/observe-invocation.ts';
import { cutRoots } from '../../journal/read-span-journals.ts';
import { type Deadline, millisecondsUntil } from '../../support/deadline.ts';
import { guard } from '../../support/guard.ts';
import { once } from '../../support/once.ts';
import { signalOutlet } from '../signal-outlet.ts';
import type { SignalParts, SignalSdk } from '../signal-sdk.ts';
import { emfLines } from './emf-lines.ts';
import { functionMetrics } from './function-metrics.ts';
import { createMeasurementLog } from './measurement-log.ts';
import { createMeters, type MetersOptions } from './meters.ts';
import { encodedMetric, metricFormat } from './metric-format.ts';
import type { MetricItem } from './metric-item.ts';
import { recoverMeasurements } from './recover-measurements.ts';
import { recordingAll, SpanMetrics } from './span-metrics.ts';

/** The meter provider of a process: there before any SDK is, as modules make instruments at their top level. */
export interface Metering extends MeterProvider {
  start(parts: SignalParts): Metrics;
}

/** The metrics of a process that is set up. */
export interface Metrics extends SignalSdk {
  readonly observe: ObserveInvocation;
  readonly processor: SpanProcessor;
  /** Has spans recorded that metrics are about, also where no trace is kept. */
  sampling(sampler: Sampler): Sampler;
  /** Counts the invocations among recovered spans that ended with their process. */
  countCut(recovered: readonly ReadableSpan[]): void;
}

/** Undefined where the environment doesn't want metrics. */
export function createMetering(): Metering | undefined {
  const config = readMetricSettings();
  if (config.metricsExporter === 'none') return undefined;
  const log = createMeasurementLog();
  const options = metersOptions(config);
  const meters = createMeters({ ...options, onMeasured: log.note });
  return {
    getMeter: meters.getMeter,
    start(parts) {
      const { resource, journalFolder } = parts;
      const { keep, ...way } = wayOut(config, parts);
      const folder = journalFolder && `${journalFolder}-measurements`;
      if (folder) log.open(folder, resource);
      const recover = once(async () => {
        if (folder) await recoverMeasurements(folder, options, keep);
      });

      async function flush(deadline: Deadline): Promise<void> {
        await recover();
        const timeout = Math.min(millisecondsUntil(deadline), config.metricTimeout);
        await meters.collect(resource, timeout, (items, errors) => {
          for (const error of errors) diag.error('antifreeze: observing a metric failed', error);
          keep(items);
          log.clear();
        });
        await way.flush(deadline);
      }

      const ofFunction = functionMetrics(meters, {
        interval: config.metricInterval,
        every: () => void flush(Number.POSITIVE_INFINITY),
      });
      return {
        observe: ofFunction.observe,
        processor: new SpanMetrics(meters),
        sampling: recordingAll,
        flush,
        countCut(recovered) {
          for (const { attributes } of cutRoots(recovered))
            ofFunction.count(endingOf(attributes), attributes);
        },
        close() {
          log.close();
          way.close();
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

/** What becomes of metrics that were collected. */
interface WayOut extends SignalSdk {
  keep(items: readonly MetricItem[]): void;
}

function wayOut({ metricsExporter, metricTimeout }: MetricsConfig, parts: SignalParts): WayOut {
  const nowhere = { flush: async () => undefined, close: () => undefined };
  if (metricsExporter === 'emf') return { keep: logInEmf, ...nowhere };
  const { otlp } = parts.config.metrics ?? {};
  if (metricsExporter !== 'otlp' || !otlp) return { keep: print, ...nowhere };
  const outlet = signalOutlet(
    metricFormat,
    { otlp, longestFlush: metricTimeout, maxQueueSize: 2_048, maxExportBatchSize: 512 },
    parts,
  );
  return {
    keep(items) {
      for (const item of items) guard('keeping a metric', () => outlet.add(encodedMetric(item)));
    },
    flush: outlet.flush,
    close: outlet.close,
  };
}

/** Not by the console, of which runtimes make lines of their own. */
function logInEmf(items: readonly MetricItem[]): void {
  for (const line of emfLines(items)) process.stdout.write(`${line}\n`);
}

/** Prints metrics as the OpenTelemetry SDK does: for a look on one's own machine. */
function print(items: readonly MetricItem[]): void {
  const exporter = new ConsoleMetricExporter();
  for (const { resource, instrumentationScope: scope, data } of items)
    exporter.export({ resource, scopeMetrics: [{ scope, metrics: [data] }] }, () => undefined);
}
