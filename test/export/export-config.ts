import type { Config, OtlpConfig } from '../../src/config/config.ts';
import { defaults } from '../../src/config/defaults.ts';

/** A configuration that exports JSON to `url`, and is as by default otherwise. */
export function exportConfig(url: string, changes: Partial<Config> = {}): Config {
  return {
    disabled: false,
    logLevel: undefined,
    serviceName: undefined,
    resourceAttributes: {},
    propagators: [],
    sampler: 'always_on',
    samplerRatio: 1,
    remoteSampling: undefined,
    keep: undefined,
    ignore: undefined,
    ignoreSpans: undefined,
    exporter: 'otlp',
    otlp: otlpConfig(url, { protocol: 'http/json' }),
    limits: { ...defaults.limits, linkCountLimit: 128 },
    maxQueueSize: 2048,
    maxExportBatchSize: 512,
    flush: 'after-response',
    flushInterval: 1_000,
    traceFields: false,
    tenantId: false,
    flushTimeout: 30_000,
    relay: undefined,
    journal: false,
    timeoutMargin: undefined,
    capture: undefined,
    ...changes,
  };
}

/** Where requests go: plain protobuf to `url`, without more. */
export function otlpConfig(url: string, changes: Partial<OtlpConfig> = {}): OtlpConfig {
  return { ...defaults.otlp, url, ...changes };
}
