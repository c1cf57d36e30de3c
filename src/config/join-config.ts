import type { Config } from './config.ts';
import type { SettingValues } from './setting-values.ts';

/** Joins what was read to a configuration, frozen. */
export function joinConfig(
  { configFile, exportTimeout, ...general }: SettingValues['general'],
  rest: Pick<
    Config,
    | 'sampler'
    | 'samplerRatio'
    | 'remoteSampling'
    | 'otlp'
    | 'logs'
    | 'metrics'
    | 'limits'
    | 'relay'
    | 'maxExportBatchSize'
    | 'capture'
  >,
): Config {
  const { 'service.name': name, ...resourceAttributes } = general.resourceAttributes;
  return Object.freeze({
    ...general,
    ...rest,
    serviceName: general.serviceName ?? (name || undefined),
    resourceAttributes: Object.freeze(resourceAttributes),
    flushTimeout: Math.min(general.flushTimeout, exportTimeout),
  });
}
