import { readAllSettings } from './all-settings.ts';
import type { ReadConfig } from './found-config.ts';
import type { TraceOptions } from './options.ts';
import type { PlatformRules } from './platform-rules.ts';
import { readFewSettings } from './read-few-settings.ts';
import type { Environment } from './read-setting.ts';

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
