import { defaults } from './defaults.ts';
import { variablesOfLayer } from './environment-variable.ts';
import type { ReadConfig } from './found-config.ts';
import { joinConfig } from './join-config.ts';
import { headers, resourceAttributes } from './key-values.ts';
import type { Parse } from './parsed.ts';
import type { PlatformRules } from './platform-rules.ts';
import type { Environment } from './read-setting.ts';
import { signalUrl } from './signal-url.ts';

/** All that most functions set, if that. */
const endpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const headersOfRequests = 'OTEL_EXPORTER_OTLP_HEADERS';
const serviceName = 'OTEL_SERVICE_NAME';
const attributes = 'OTEL_RESOURCE_ATTRIBUTES';
const few: readonly string[] = [
  endpoint,
  headersOfRequests,
  serviceName,
  attributes,
  ...variablesOfLayer,
];

/**
 * What `readAllSettings` gives, without the table of all settings and their parsers, which a cold start would wait for.
 * Undefined where anything but these few is set, or one of them to something that can't be used. Throws where options or
 * environment do.
 */
export function readFewSettings(
  options: unknown,
  environment: Environment,
  { flush = defaults.general.flush }: PlatformRules,
): ReadConfig | undefined {
  if (!isEmpty(options) || Object.keys(environment).some(isOther)) return undefined;
  let isUsable = true;
  const config = joinConfig(
    {
      ...defaults.general,
      flush,
      propagators: Object.freeze(defaults.general.propagators),
      serviceName: text(serviceName),
      resourceAttributes: read(attributes, resourceAttributes) ?? {},
    },
    {
      ...defaults.sampling,
      sampler: 'parentbased_always_on',
      otlp: Object.freeze({
        ...defaults.otlp,
        url: read(endpoint, signalUrl('traces', [])) ?? defaults.otlp.url,
        headers: Object.freeze(read(headersOfRequests, headers) ?? {}),
      }),
      limits: Object.freeze(defaults.limits),
      relay: undefined,
      capture: undefined,
      maxExportBatchSize: defaults.general.maxExportBatchSize,
    },
  );
  Object.freeze(defaults.parts.spanProcessors);
  const parts = Object.freeze({ ...defaults.parts, sampler: undefined });
  return isUsable ? Object.freeze({ config, parts, warnings: Object.freeze([]) }) : undefined;

  function text(variable: string): string | undefined {
    return environment[variable]?.trim() || undefined;
  }

  function read<Value>(variable: string, parse: Parse<Value>): Value | undefined {
    const raw = text(variable);
    if (raw === undefined) return undefined;
    const { value, problem } = parse(environment[variable], variable);
    if (problem) isUsable = false;
    return value;
  }
}

/** Whether nothing is given in code. */
export function isEmpty(options: unknown): boolean {
  if (options === undefined) return true;
  const isPlain = Object.getPrototypeOf(Object(options)) === Object.prototype;
  return isPlain && Reflect.ownKeys(Object(options)).length === 0;
}

function isOther(variable: string): boolean {
  return (
    (variable.startsWith('OTEL_') || variable.startsWith('ANTIFREEZE_')) && !few.includes(variable)
  );
}
