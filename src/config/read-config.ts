import { readAllSettings } from './all-settings.ts';
import type { Config, RelayConfig } from './config.ts';
import type { TraceOptions } from './options.ts';
import { readFewSettings } from './read-few-settings.ts';
import type { Environment } from './read-setting.ts';
import type { Sampler } from './sdk-interfaces.ts';
import type { SettingValues } from './setting-values.ts';

/** Parts of the SDK that the user hands in as objects; each is used in place of what the configuration names. */
export type CustomParts = SettingValues['parts'] & { readonly sampler: Sampler | undefined };

/** What `readConfig` found. */
export interface ReadConfig {
  readonly config: Config;
  readonly parts: CustomParts;
  /** One line for each value that could not be used, without secrets. */
  readonly warnings: readonly string[];
}

/** What depends on the platform. */
export interface PlatformRules {
  /** The relays that it has a way to. Default: those of SQS. */
  readonly relays?: readonly RelayConfig['kind'][];
  /** When spans are sent unless it is set. Default: after the response. */
  readonly flush?: Config['flush'];
  /** Whether somebody reads metrics in the log. Default `true`. */
  readonly emf?: boolean;
  /** Whether spans can be kept over several responses. Default `true`. */
  readonly batches?: boolean;
}

/** Whether the environment switches everything off: one of the settings that count at import. */
export function isDisabled({ OTEL_SDK_DISABLED }: Environment = process.env): boolean {
  return OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
}

/** Whether the environment asks for a signal beside traces, which also counts at import. */
export function wants(signal: 'LOGS' | 'METRICS'): boolean {
  return !/^(?:none)?$/i.test(process.env[`OTEL_${signal}_EXPORTER`]?.trim() ?? '');
}

/** Options win over the environment, which wins over the defaults. Never throws, whatever either of them holds. */
export function readConfig(
  options?: TraceOptions,
  environment: Environment = process.env,
  rules: PlatformRules = {},
): ReadConfig {
  let few: ReadConfig | undefined;
  try {
    few = readFewSettings(options, environment, rules);
  } catch {
    // Reading everything tells what is wrong.
  }
  return few ?? readAllSettings(options, environment, rules);
}
