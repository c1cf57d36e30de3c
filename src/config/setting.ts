import type { HeaderPlace } from './capture-config.ts';
import type { SpanLimitsConfig } from './config.ts';
import type { KeyValues } from './key-values.ts';
import type { LogsOptions, MetricsOptions, TraceOptions } from './options.ts';
import type { Parse } from './parsed.ts';

/** The name of an option, with a dot between levels, or of an environment variable. */
export type Source =
  | keyof TraceOptions
  | `spanLimits.${keyof SpanLimitsConfig}`
  | `capturedHeaders.${HeaderPlace}`
  | `logs.${keyof LogsOptions}`
  | `metrics.${keyof MetricsOptions}`
  | `OTEL_${string}`
  | `ANTIFREEZE_${string}`;

/** One setting: where it comes from and how to read it. */
export interface Setting<Value> {
  readonly parse: Parse<Value>;
  /** In order of precedence. */
  readonly sources: readonly Source[];
  /** Joins the values of all sources. Without it the first source that has a value decides. */
  merge?(preferred: Value, other: Value): Value;
  /** Whether a value may hold credentials, so that no warning quotes it. */
  readonly secret?: boolean;
}

/** Settings by name. */
export type SettingsOf<Values> = { readonly [Key in keyof Values]: Setting<Values[Key]> };

/** A setting whose first source that has a value decides. */
export function setting<Value>(parse: Parse<Value>, ...sources: readonly Source[]): Setting<Value> {
  return { parse, sources };
}

/** Names and texts of all sources together. */
export function merging(
  parse: Parse<KeyValues>,
  ...sources: readonly Source[]
): Setting<KeyValues> {
  const merge = (preferred: KeyValues, other: KeyValues) => ({ ...other, ...preferred });
  return { parse, sources, merge, secret: true };
}
