import { awsEndpointIn } from '../support/aws-otlp.ts';
import { resolveCloud } from './cloud-endpoint.ts';
import type { LogsConfig, OtlpConfig } from './config.ts';
import { readSettings, type SettingInputs } from './read-setting.ts';
import { signalDefaults } from './signal-defaults.ts';
import { signalSettings } from './signal-settings.ts';

/** The configuration of logs; undefined where they are off. */
export function readLogs(inputs: SettingInputs): LogsConfig | undefined {
  const { exporter, ...own } = readSettings(signalSettings.logs, signalDefaults.logs, inputs);
  if (exporter === 'none') return undefined;
  const { logsOtlp } = signalSettings;
  const otlp = resolveCloud(
    readSettings(logsOtlp, signalDefaults.logsOtlp, inputs),
    inputs,
    'logs',
  );
  return Object.freeze({
    ...own,
    exporter,
    otlp: inLogGroup(otlp, inputs),
    maxExportBatchSize: Math.min(own.maxExportBatchSize, own.maxQueueSize),
  });
}

/** CloudWatch wants to know where records belong. Where nothing is said, that is where the function's own lines are. */
function inLogGroup(otlp: OtlpConfig, { environment }: SettingInputs): OtlpConfig {
  if (awsEndpointIn(new URL(otlp.url).hostname)?.service !== 'logs') return otlp;
  const { AWS_LAMBDA_LOG_GROUP_NAME: group, AWS_LAMBDA_LOG_STREAM_NAME: stream } = environment;
  const headers = {
    ...(group && { 'x-aws-log-group': group }),
    ...(stream && { 'x-aws-log-stream': stream }),
    ...otlp.headers,
  };
  return Object.freeze({ ...otlp, headers: Object.freeze(headers) });
}
