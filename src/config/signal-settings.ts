import { endpointOrCloud } from './cloud-endpoint.ts';
import type { ExporterName, OtlpConfig } from './config.ts';
import { headers } from './key-values.ts';
import { metricSettings } from './metric-settings.ts';
import type { MetricsOptions } from './options.ts';
import type { Parse } from './parsed.ts';
import { choice, count, flag, limit, text, timeLimit } from './parsers.ts';
import { merging, type SettingsOf, type Source, setting } from './setting.ts';
import { authNames, compressionNames, protocolName } from './settings.ts';
import { signalUrl } from './signal-url.ts';
import type { SignalValues } from './signal-values.ts';

/** Signals that are off unless they are asked for. */
type OtherSignal = 'logs' | 'metrics';

/** The settings of logs, as `settings` has the rest. */
export const signalSettings: {
  readonly [Group in keyof SignalValues]: SettingsOf<SignalValues[Group]>;
} = {
  logs: {
    exporter: setting(
      choice<ExporterName>(['otlp', 'console', 'none']),
      'logs.exporter',
      'OTEL_LOGS_EXPORTER',
    ),
    captureConsole: setting(flag, 'logs.captureConsole', 'ANTIFREEZE_CAPTURE_CONSOLE'),
    maxQueueSize: setting(count(1), 'logs.maxQueueSize', 'OTEL_BLRP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: setting(
      count(1),
      'logs.maxExportBatchSize',
      'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE',
    ),
    scheduleDelay: setting(count(0), 'logs.scheduleDelay', 'OTEL_BLRP_SCHEDULE_DELAY'),
    exportTimeout: setting(timeLimit, 'logs.exportTimeout', 'OTEL_BLRP_EXPORT_TIMEOUT'),
    attributeValueLengthLimit: setting(
      limit,
      'logs.attributeValueLengthLimit',
      'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
    attributeCountLimit: setting(
      limit,
      'logs.attributeCountLimit',
      'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_ATTRIBUTE_COUNT_LIMIT',
    ),
  },
  logsOtlp: otlpSettings('logs'),
  metrics: metricSettings,
  metricsOtlp: otlpSettings('metrics'),
};

/** Where and how a signal is sent: its own option and variable win over those of all signals. */
function otlpSettings(signal: OtherSignal): SettingsOf<OtlpConfig> {
  const sources = (option: keyof MetricsOptions, suffix: string): readonly Source[] => [
    `${signal}.${option}`,
    `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${suffix}`,
    ...(option === 'endpoint' ? [option, 'ANTIFREEZE_ENDPOINT' as const] : [option]),
    `OTEL_EXPORTER_OTLP_${suffix}`,
  ];
  const of = <Value>(parse: Parse<Value>, option: keyof MetricsOptions, suffix: string) =>
    setting(parse, ...sources(option, suffix));
  const urls = sources('endpoint', 'ENDPOINT');
  return {
    url: {
      parse: endpointOrCloud(signalUrl(signal, urls.slice(0, 2))),
      sources: urls,
      secret: true,
    },
    headers: merging(headers, ...sources('headers', 'HEADERS')),
    protocol: of(protocolName, 'protocol', 'PROTOCOL'),
    compression: of(compressionNames, 'compression', 'COMPRESSION'),
    timeout: of(timeLimit, 'timeout', 'TIMEOUT'),
    certificate: of(text, 'certificate', 'CERTIFICATE'),
    clientKey: of(text, 'clientKey', 'CLIENT_KEY'),
    clientCertificate: of(text, 'clientCertificate', 'CLIENT_CERTIFICATE'),
    auth: setting(authNames, `${signal}.auth`, 'auth', 'ANTIFREEZE_AUTH'),
  };
}
