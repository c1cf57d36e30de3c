import { defaults } from './defaults.ts';
import { metricDefaults } from './metric-settings.ts';
import type { SignalValues } from './signal-values.ts';

/** What the settings of logs are when they are unset. Apart from the others, so that only who needs them has them. */
export const signalDefaults: SignalValues = {
  logs: {
    exporter: 'none',
    captureConsole: false,
    maxQueueSize: 2048,
    maxExportBatchSize: 512,
    scheduleDelay: undefined,
    exportTimeout: Number.POSITIVE_INFINITY,
    attributeValueLengthLimit: Number.POSITIVE_INFINITY,
    attributeCountLimit: 128,
  },
  logsOtlp: { ...defaults.otlp, url: 'http://localhost:4318/v1/logs' },
  metrics: metricDefaults,
  metricsOtlp: { ...defaults.otlp, url: 'http://localhost:4318/v1/metrics' },
};
