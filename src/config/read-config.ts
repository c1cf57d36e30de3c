import type { Config, RelayConfig, SamplerName } from './config.ts';
import type { TraceOptions } from './options.ts';
import {
  type Environment,
  isGiven,
  readSetting,
  readSettings,
  type SettingInputs,
} from './read-setting.ts';
import type { Sampler } from './sdk-interfaces.ts';
import { type SettingValues, settings } from './settings.ts';

/** Parts of the SDK that the user hands in as objects; each is used in place of what the configuration names. */
export type CustomParts = SettingValues['parts'] & { readonly sampler: Sampler | undefined };

/** What `readConfig` found. */
export interface ReadConfig {
  readonly config: Config;
  readonly parts: CustomParts;
  /** One line for each value that could not be used, without secrets. */
  readonly warnings: readonly string[];
}

/** Whether the environment switches everything off: the one setting that counts at import. */
export function isDisabled(environment: Environment = process.env): boolean {
  const inputs = { options: undefined, environment, warnings: new Set<string>() };
  return readSetting(settings.general.disabled, inputs);
}

type RelayKind = RelayConfig['kind'];

/** What depends on the platform. */
export interface PlatformRules {
  /** The relays that it has a way to. Default: those of SQS. */
  readonly relays?: readonly RelayKind[];
  /** When spans are sent unless it is set. Default: after the response. */
  readonly flush?: Config['flush'];
}

/** Options win over the environment, which wins over the defaults. Never throws, whatever either of them holds. */
export function readConfig(
  options?: TraceOptions,
  environment: Environment = process.env,
  { relays = ['sqs'], flush = settings.general.flush.fallback }: PlatformRules = {},
): ReadConfig {
  const inputs: SettingInputs = { options, environment, warnings: new Set() };
  const { configFile, exportTimeout, ...general } = readSettings(
    { ...settings.general, flush: { ...settings.general.flush, fallback: flush } },
    inputs,
  );
  const { 'service.name': name, ...resourceAttributes } = general.resourceAttributes;
  const sampler = readSetting(settings.sampling.sampler, inputs);

  const config: Config = {
    ...general,
    serviceName: general.serviceName ?? (name || undefined),
    resourceAttributes: Object.freeze(resourceAttributes),
    sampler: typeof sampler === 'string' ? sampler : 'parentbased_always_on',
    samplerRatio: readRatio(sampler, inputs),
    otlp: readSettings(settings.otlp, inputs),
    limits: readSettings(settings.limits, inputs),
    relay: readRelay(inputs, relays),
    maxExportBatchSize: batchSize(general, inputs),
    flushTimeout: Math.min(general.flushTimeout, exportTimeout),
  };
  const parts: CustomParts = {
    ...readSettings(settings.parts, inputs),
    sampler: typeof sampler === 'string' ? undefined : sampler,
  };
  return Object.freeze({
    config: Object.freeze(config),
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
  } = readSettings(settings.relay, inputs);
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

/** Silent about a variable for another sampler, whose argument may mean something else. */
function readRatio(sampler: SamplerName | Sampler, inputs: SettingInputs): number {
  const { samplerRatio } = settings.sampling;
  if (sampler === 'traceidratio' || sampler === 'parentbased_traceidratio') {
    return readSetting(samplerRatio, inputs);
  }
  if (isGiven('samplerRatio', inputs)) {
    inputs.warnings.add(
      'option samplerRatio has no effect: set sampler to parentbased_traceidratio or traceidratio',
    );
  }
  return samplerRatio.fallback;
}

function batchSize(
  { maxQueueSize, maxExportBatchSize }: Pick<Config, 'maxQueueSize' | 'maxExportBatchSize'>,
  { warnings }: SettingInputs,
): number {
  const isDefault = maxExportBatchSize === settings.general.maxExportBatchSize.fallback;
  if (maxExportBatchSize > maxQueueSize && !isDefault) {
    warnings.add(
      `option maxExportBatchSize or OTEL_BSP_MAX_EXPORT_BATCH_SIZE=${maxExportBatchSize} is more than the queue holds; using ${maxQueueSize}`,
    );
  }
  return Math.min(maxExportBatchSize, maxQueueSize);
}
