import { awsOtlpHost } from '../support/aws-otlp.ts';
import type { Signal } from '../support/signal.ts';
import { readAwsRegion } from './aws-credentials.ts';
import type { OtlpConfig } from './config.ts';
import { defaults } from './defaults.ts';
import type { Parse } from './parsed.ts';
import type { SettingInputs } from './read-setting.ts';

/** Stand for the endpoint of a cloud, which `resolveCloud` puts in their place. */
const clouds: ReadonlySet<unknown> = new Set(['aws', 'google']);

/** A URL, or the name of a cloud. A variable of ours takes names only: URLs have the standard one. */
export function endpointOrCloud(url: Parse<string>): Parse<string> {
  return (raw, source) => {
    const word = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
    if (clouds.has(word) && source !== 'tracesEndpoint' && !source.startsWith('OTEL_'))
      return { value: word };
    if (source !== 'ANTIFREEZE_ENDPOINT') return url(raw, source);
    return { problem: 'is neither aws nor google; a URL goes into OTEL_EXPORTER_OTLP_ENDPOINT' };
  };
}

/** The settings with the endpoint that a cloud's name stands for. */
export function resolveCloud(
  otlp: OtlpConfig,
  { environment, warnings }: SettingInputs,
  signal: Signal = 'traces',
): OtlpConfig {
  if (!clouds.has(otlp.url)) return otlp;
  const region = readAwsRegion(environment);
  const url =
    otlp.url === 'google'
      ? `https://telemetry.googleapis.com/v1/${signal}`
      : region && `https://${awsOtlpHost(signal, region)}/v1/${signal}`;
  if (!url) warnings.add('endpoint aws needs AWS_REGION; using the default');
  return Object.freeze({ ...otlp, url: url || defaults.otlp.url.replace('traces', signal) });
}
