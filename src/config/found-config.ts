import type { Config } from './config.ts';
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
