import type { OtlpConfig } from './config.ts';
import { type SettingDoc, settingDocs } from './setting-docs.ts';
import type { SignalValues } from './signal-values.ts';

const otlpDocs = {
  headers: { meaning: 'Headers of each export. All places are joined; the first named wins.' },
  protocol: settingDocs.protocol,
  compression: settingDocs.compression,
  timeout: settingDocs.timeout,
  certificate: settingDocs.certificate,
  clientKey: settingDocs.clientKey,
  clientCertificate: settingDocs.clientCertificate,
  auth: {
    meaning: 'What proves who sends: `xray` for a signature of AWS, for CloudWatch Logs here.',
    fallback: "what the endpoint's host wants",
  },
} satisfies Partial<Record<keyof OtlpConfig, SettingDoc>>;

/** The documentation of the settings of logs and metrics, in the order of their table. */
export const signalDocs: {
  readonly [Group in keyof SignalValues]: {
    readonly [Key in keyof SignalValues[Group]]: SettingDoc;
  };
} = {
  logs: {
    exporter: {
      meaning: '`otlp`; `console` to print records; `none`.',
      fallback: '`none`: no logs',
    },
    captureConsole: {
      meaning: 'Makes a record of each line that is written to the console, too.',
    },
    maxQueueSize: { meaning: 'Most records held in memory; the oldest are dropped above it.' },
    maxExportBatchSize: { meaning: 'Most records in one request.' },
    scheduleDelay: {
      meaning:
        'Sends records also while an invocation goes on: so many milliseconds after the first that waits.',
      fallback: 'at its end',
    },
    exportTimeout: {
      meaning:
        'Longest time that they may take within a flush, in milliseconds; 0 for no limit of their own.',
      fallback: 'none',
    },
    attributeValueLengthLimit: {
      meaning: 'Most characters of one attribute value; the rest is cut off.',
      fallback: 'none',
    },
    attributeCountLimit: { meaning: 'Most attributes of one record.' },
  },
  logsOtlp: { url: urlOf('logs'), ...otlpDocs },
  metrics: {
    metricsExporter: {
      meaning:
        "What becomes of metrics, the function's own and those of your instruments: `otlp`, `console`, `emf` for CloudWatch by lines in the log, on Lambda, or `none`.",
      fallback: '`none`: no metrics',
    },
    temporality: {
      meaning:
        'What points count from: `delta` from the one before, `cumulative` from the start of the process, `lowmemory`.',
    },
    histograms: {
      meaning: '`explicit_bucket_histogram` or `base2_exponential_bucket_histogram`.',
    },
    exemplarFilter: {
      meaning:
        'Which measurements may stand as examples beside their sum: `trace_based` for those in a trace that is kept, `always_on`, `always_off`.',
    },
    metricInterval: {
      meaning:
        'How often metrics are sent while an invocation lasts, in milliseconds. They are with each flush, whatever it is.',
    },
    metricTimeout: {
      meaning:
        'Longest time that they may take within a flush, in milliseconds; 0 for no limit of their own.',
    },
  },
  metricsOtlp: { url: urlOf('metrics'), ...otlpDocs },
};

function urlOf(signal: 'logs' | 'metrics'): SettingDoc {
  return {
    meaning: `Where ${signal} are posted. The first two are used as they are, \`v1/${signal}\` is appended to the others; \`aws\` and \`google\` are those of the cloud.`,
    fallback: '`http://localhost:4318`',
  };
}
