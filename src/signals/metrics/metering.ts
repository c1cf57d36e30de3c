import { type Attributes, diag, type MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { MetricsConfig } from '../../config/config.ts';
import { readMetricSettings } from '../../config/metric-settings.ts';
import type { ObserveInvocation } from '../../core/observe-invocation.ts';
import { cutRoots } from '../../journal/read-span-journals.ts';
import { type Deadline, millisecondsUntil } from '../../support/deadline.ts';
import { once } from '../../support/once.ts';
import { emfLines } from './emf-lines.ts';
import { functionMetrics } from './function-metrics.ts';
import { createMeasurementLog } from './measurement-log.ts';
import { createMeters, type MetersOptions } from './meters.ts';
import type { MetricItem } from './metric-item.ts';
import { recoverMeasurements } from './recover-measurements.ts';
import { recordingAll, SpanMetrics } from './span-metrics.ts';

/** The meter provider of a process: there before any SDK is, as modules make instruments at their top level. */
export interface Metering extends MeterProvider {
  start(options: MeteringOptions): Metrics;
}

export interface MeteringOptions {
  readonly resource: Resource;
  /** Where measurements are noted for the case that the process is killed; undefined for nowhere. */
  readonly folder: string | undefined;
  /** Takes what is to be sent, and keeps it until it is. */
  readonly send: (item: MetricItem) => void;
  /** Has everything sent that there is. */
  readonly flush: () => void;
}

/** The metrics of a process that is set up. */
export interface Metrics {
  readonly observe: ObserveInvocation;
  readonly processor: SpanProcessor;
  /** Has spans recorded that metrics are about, also where no trace is kept. */
  sampling(sampler: Sampler): Sampler;
  /** Collects what was measured, and sends it. Never rejects. */
  flush(deadline: Deadline): Promise<void>;
  /** Counts the invocations among recovered spans that ended with their process. */
  countCut(recovered: readonly ReadableSpan[]): void;
  /** Keeps what there is, at the end of the process. */
  close(): void;
}

/** Undefined where the environment doesn't want metrics. */
export function createMetering(): Metering | undefined {
  const config = readMetricSettings();
  const { metricsExporter } = config;
  if (metricsExporter === 'none') return undefined;
  const log = createMeasurementLog();
  // CloudWatch adds up whatever it gets. What is cumulative tells all of it each time.
  const isAdded = metricsExporter === 'emf';
  const options: MetersOptions = {
    ...config,
    ...(isAdded && { temporality: 'delta', histograms: 'explicit_bucket_histogram' }),
  };
  const meters = createMeters({ ...options, onMeasured: log.note });
  return { getMeter: meters.getMeter, start: (given) => start(given) };

  function start({ resource, folder, send, flush }: MeteringOptions): Metrics {
    const keep = keeping(config, send);
    const ofFunction = functionMetrics(meters, { interval: config.metricInterval, every: flush });
    if (folder !== undefined) log.open(folder, resource);
    const recover = once(async () => {
      if (folder !== undefined) await recoverMeasurements(folder, options, keep);
    });
    return {
      observe: ofFunction.observe,
      processor: new SpanMetrics(meters),
      sampling: recordingAll,
      async flush(deadline) {
        await recover();
        const timeout = Math.min(millisecondsUntil(deadline), config.metricTimeout);
        await meters.collect(resource, timeout, (items, errors) => {
          for (const error of errors) diag.error('antifreeze: observing a metric failed', error);
          keep(items);
          log.clear();
        });
      },
      countCut(recovered) {
        for (const { attributes } of cutRoots(recovered))
          ofFunction.count(endingOf(attributes), attributes);
      },
      close: log.close,
    };
  }
}

function endingOf({ 'error.type': type }: Attributes): 'timeouts' | 'errors' {
  return type === 'timeout' ? 'timeouts' : 'errors';
}

/** What becomes of metrics that were collected. */
function keeping(
  { metricsExporter }: MetricsConfig,
  send: (item: MetricItem) => void,
): (items: readonly MetricItem[]) => void {
  if (metricsExporter === 'otlp') return (items) => items.forEach(send);
  if (metricsExporter === 'emf')
    return (items) => {
      // Not by the console, of which runtimes make lines of their own.
      for (const line of emfLines(items)) process.stdout.write(`${line}\n`);
    };
  const exporter = new ConsoleMetricExporter();
  return (items) => {
    for (const { resource, instrumentationScope: scope, data } of items)
      exporter.export({ resource, scopeMetrics: [{ scope, metrics: [data] }] }, () => undefined);
  };
}
