import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
import type { MetricsConfig } from '../../config/config.ts';
import type { SignalParts } from '../signal-sdk.ts';
import { emfLines } from './emf-lines.ts';
import type { MetricItem } from './metric-item.ts';
import { sendingMetrics, type WayOut } from './sending-metrics.ts';

/** Goes by the exporter. */
export function wayOut(
  { metricsExporter, metricTimeout }: MetricsConfig,
  parts: SignalParts,
): WayOut {
  const { otlp } = parts.config.metrics ?? {};
  if (metricsExporter === 'otlp' && otlp) return sendingMetrics(otlp, metricTimeout, parts);
  return {
    keep: metricsExporter === 'emf' ? logInEmf : print,
    isFull: () => false,
    flush: async () => undefined,
    close: () => undefined,
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
