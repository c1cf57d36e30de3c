import { resolveCloud } from './cloud-endpoint.ts';
import type { Config, RelayConfig, SamplerName } from './config.ts';
import { defaults } from './defaults.ts';
import type { CustomParts, ReadConfig } from './found-config.ts';
import { joinConfig } from './join-config.ts';
import type { TraceOptions } from './options.ts';
import type { PlatformRules } from './platform-rules.ts';
import { readCapture } from './read-capture.ts';
import { readLogs } from './read-logs.ts';
import { readMetrics } from './read-metrics.ts';
import {
  type Environment,
  isGiven,
  readSetting,
  readSettings,
  type SettingInputs,
} from './read-setting.ts';
import { defaultRemoteSampling } from './remote-sampling.ts';
import type { Sampler } from './sdk-interfaces.ts';
import type { SettingValues } from './setting-values.ts';
import { settings } from './settings.ts';

type RelayKind = RelayConfig['kind'];

/** Reads every source of every setting. Never throws. */
export function readAllSettings(
  options: TraceOptions | undefined,
  environment: Environment,
  { relays = ['sqs'], flush = defaults.general.flush, batches = true, emf = true }: PlatformRules,
): ReadConfig {
  const inputs: SettingInputs = { options, environment, warnings: new Set() };
  let general = readSettings(settings.general, { ...defaults.general, flush }, inputs);
  if (general.flush === 'batched' && !batches) {
    inputs.warnings.add(`flush batched is not for this platform; using the default, ${flush}`);
    general = { ...general, flush };
  }
  const { sampler, ...sampling } = readSampling(inputs, general);
  const logs = readLogs(inputs);
  const metrics = readMetrics(inputs, emf);
  const config = joinConfig(general, {
    ...sampling,
    ...(logs && { logs }),
    ...(metrics && { metrics }),
    sampler: typeof sampler === 'string' ? sampler : 'parentbased_always_on',
    otlp: resolveCloud(readSettings(settings.otlp, defaults.otlp, inputs), inputs),
    limits: readSettings(settings.limits, defaults.limits, inputs),
    relay: readRelay(inputs, relays),
    capture: readCapture(inputs),
    maxExportBatchSize: batchSize(general, inputs),
  });
  const parts: CustomParts = {
    ...readSettings(settings.parts, defaults.parts, inputs),
    sampler: typeof sampler === 'string' ? undefined : sampler,
  };
  return Object.freeze({
    config,
    parts: Object.freeze(parts),
    warnings: Object.freeze([...inputs.warnings]),
  });
}

function readRelay(inputs: SettingInputs, relays: readonly RelayKind[]): RelayConfig | undefined {
  const {
    relay: kind,
    relayQueueUrl: queueUrl,
    relayTopic: topic,
    relayMaxMessageSize: maxMessageSize,
  } = readSettings(settings.relay, defaults.relay, inputs);
  if (kind === undefined) return undefined;
  const isKnown = relays.includes(kind);
  if (isKnown && kind === 'sqs' && queueUrl) return { kind, queueUrl, maxMessageSize };
  if (isKnown && kind === 'pubsub' && topic) return { kind, topic, maxMessageSize };
  const needs = {
    sqs: 'needs its queue: set option relayQueueUrl or ANTIFREEZE_RELAY_QUEUE_URL',
    pubsub: 'needs its topic: set option relayTopic or ANTIFREEZE_RELAY_TOPIC',
  };
  const problem = isKnown
    ? needs[kind]
    : `by ${kind} is not for this platform, which has ${relays}`;
  inputs.warnings.add(`a relay ${problem}; sending straight to the endpoint`);
  return undefined;
}

/**
 * Where it is said what to keep, but no sampler is named, new traces are sampled by the share of the rest, so that whom the
 * function calls knows of it.
 */
function readSampling(
  inputs: SettingInputs,
  { keep }: Pick<Config, 'keep'>,
): SettingValues['sampling'] {
  const fallback = keep ? 'parentbased_probability' : defaults.sampling.sampler;
  const sampler = readSetting(settings.sampling.sampler, fallback, inputs);
  const isNamed = settings.sampling.sampler.sources.some((source) => isGiven(source, inputs));
  const isRemote = sampler === 'jaeger_remote' || sampler === 'parentbased_jaeger_remote';
  return {
    sampler,
    samplerRatio: keep && !isNamed ? (keep.ratio ?? 0) : readRatio(sampler, inputs),
    remoteSampling: isRemote
      ? readSetting(settings.sampling.remoteSampling, defaultRemoteSampling, inputs)
      : undefined,
  };
}

const byRatio: ReadonlySet<unknown> = new Set<SamplerName>([
  'traceidratio',
  'parentbased_traceidratio',
  'probability',
  'parentbased_probability',
]);

/** Silent about a variable for another sampler, whose argument may mean something else. */
function readRatio(sampler: SamplerName | Sampler, inputs: SettingInputs): number {
  const { samplerRatio } = defaults.sampling;
  if (byRatio.has(sampler))
    return readSetting(settings.sampling.samplerRatio, samplerRatio, inputs);
  if (isGiven('samplerRatio', inputs)) {
    inputs.warnings.add(
      'option samplerRatio has no effect: set sampler to parentbased_probability or probability',
    );
  }
  return samplerRatio;
}

function batchSize(
  { maxQueueSize, maxExportBatchSize }: Pick<Config, 'maxQueueSize' | 'maxExportBatchSize'>,
  { warnings }: SettingInputs,
): number {
  const isDefault = maxExportBatchSize === defaults.general.maxExportBatchSize;
  if (maxExportBatchSize > maxQueueSize && !isDefault) {
    warnings.add(
      `option maxExportBatchSize or OTEL_BSP_MAX_EXPORT_BATCH_SIZE=${maxExportBatchSize} is more than the queue holds; using ${maxQueueSize}`,
    );
  }
  return Math.min(maxExportBatchSize, maxQueueSize);
}
