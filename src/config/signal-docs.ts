import { type SettingDoc, settingDocs } from './setting-docs.ts';
import type { SignalValues } from './signal-values.ts';

/** The documentation of the settings of logs, in the order of their table. */
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
  logsOtlp: {
    url: {
      meaning:
        'Where logs are posted. The first two are used as they are, `v1/logs` is appended to the others; `aws` and `google` are those of the cloud.',
      fallback: '`http://localhost:4318`',
    },
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
  },
};
