import type { ExporterName, LogsConfig, MetricsConfig, OtlpConfig } from './config.ts';

/** The values of the settings that logs have, by the group that is read together. */
export interface SignalValues {
  readonly logs: Omit<LogsConfig, 'exporter' | 'otlp'> & { readonly exporter: ExporterName };
  readonly logsOtlp: OtlpConfig;
  readonly metrics: MetricsConfig;
  readonly metricsOtlp: OtlpConfig;
}
