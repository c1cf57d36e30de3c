import type { ExemplarFilter, MetricsConfig, MetricsExporterName } from './config.ts';
import { choice, count, timeLimit } from './parsers.ts';
import { type Environment, readSettings } from './read-setting.ts';
import type { SettingsOf } from './setting.ts';

/**
 * How metrics are made. Variables only: modules make their instruments at the top level, before any code could tell.
 * Apart from the other settings, as they are read where nothing else is yet.
 */
export const metricSettings: SettingsOf<MetricsConfig> = {
  metricsExporter: {
    parse: choice<MetricsExporterName>(['otlp', 'console', 'none', 'emf'], {
      prometheus: 'nobody could scrape a function; send OTLP',
    }),
    sources: ['OTEL_METRICS_EXPORTER'],
  },
  temporality: {
    parse: choice(['delta', 'cumulative', 'lowmemory']),
    sources: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
  },
  histograms: {
    parse: choice(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
    sources: ['OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'],
  },
  exemplarFilter: {
    parse: choice<ExemplarFilter>(['trace_based', 'always_on', 'always_off']),
    sources: ['OTEL_METRICS_EXEMPLAR_FILTER'],
  },
  metricInterval: { parse: count(1), sources: ['OTEL_METRIC_EXPORT_INTERVAL'] },
  metricTimeout: { parse: timeLimit, sources: ['OTEL_METRIC_EXPORT_TIMEOUT'] },
};

/** What these settings are when they are unset. */
export const metricDefaults: MetricsConfig = {
  metricsExporter: 'none',
  temporality: 'delta',
  histograms: 'explicit_bucket_histogram',
  exemplarFilter: 'trace_based',
  metricInterval: 60_000,
  metricTimeout: 30_000,
};

/** Silent about what can't be used: the set-up warns of it, together with all others. */
export function readMetricSettings(environment: Environment = process.env): MetricsConfig {
  const inputs = { options: undefined, environment, warnings: new Set<string>() };
  return readSettings(metricSettings, metricDefaults, inputs);
}
