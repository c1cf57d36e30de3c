import type { Context } from '@opentelemetry/api';
import {
  checkOptions,
  disagreements,
  haveSameSettings,
  noHandler,
} from '../config/all-settings.ts';
import { ownVariables } from '../config/environment-variable.ts';
import type { CustomParts, ReadConfig } from '../config/found-config.ts';
import type { CheckedOptions, Given } from '../config/option-mistakes.ts';
import { isEmpty } from '../config/read-few-settings.ts';
import type { Telemetry } from '../core/telemetry.ts';
import { givenContext } from '../propagation/given-context.ts';
import type { Sdk } from './create-telemetry.ts';
import { setUpDiagnostics } from './diagnostics.ts';
import { withHandlerSettings } from './handler-settings.ts';

/** What traces the handlers of a process. */
export interface ProcessTelemetry {
  readonly telemetry: Telemetry;
  readonly settingsOf: Sdk['settingsOf'];
}

/**
 * Makes what is called for each handler with its options. The first one that is traced has the process set up. Of a later
 * one's options count those that a handler can have of its own. Gives nothing where tracing is switched off.
 */
export function createSetUp<Options extends object, Tracing extends ProcessTelemetry>(
  read: (options: Options) => ReadConfig,
  create: (found: ReadConfig, options: Options) => Tracing,
): (options: Options) => Tracing | undefined {
  const isNews = firstTimeOnly();
  let first: (Given & { readonly tracing: Tracing }) | undefined;

  return (given) => {
    const found = read(given);
    const { config, parts } = found;
    const { options, lines } = check(given);
    const self = { config, parts, options };
    const other = differing(first, self);
    const conflicts = other ? disagreements(other, self) : [];
    const warnings = [...found.warnings, ...lines, ...conflicts].filter(isNews);
    setUpDiagnostics(first ? undefined : config.logLevel, warnings);
    if (config.disabled) return undefined;
    if (other && !haveSameSettings(other, self)) return withOwnSettings(other.tracing, self);
    first ??= { ...self, tracing: withExtraction(create(found, options), parts) };
    return first.tracing;
  };
}

/** The first one, if a later one may differ. Most of one file have no options: to compare would take what reads all settings. */
function differing<First extends Given>(first: First | undefined, later: Given): First | undefined {
  const haveNone = [first, later].every((given) => given && isEmpty(given.options));
  return later.config.disabled || haveNone ? undefined : first;
}

function firstTimeOnly(): (line: string) => boolean {
  const known = new Set<string>();
  return (line) => !known.has(line) && known.add(line).has(line);
}

/** Whoever writes JavaScript may pass anything. */
function check<Options extends object>(given: Options): CheckedOptions<Options> {
  const options: Options = Object(given);
  const variables = ownVariables();
  const hasNames = variables.length > 0 || Object.keys(options).length > 0;
  return hasNames ? checkOptions(given, variables) : { options, lines: [] };
}

function withOwnSettings<Tracing extends ProcessTelemetry>(
  tracing: Tracing,
  { config, parts }: Given,
): Tracing {
  const settings = tracing.settingsOf(config, parts);
  const withHandler = (parent: Context) => withHandlerSettings(parent, settings);
  const own = { ...tracing, telemetry: { ...tracing.telemetry, withHandler } };
  return withExtraction(own, parts);
}

function withExtraction<Tracing extends ProcessTelemetry>(
  tracing: Tracing,
  { extractContext: find }: CustomParts,
): Tracing {
  const extractContext =
    find && ((...[event, context]: readonly unknown[]) => givenContext(find(event, context)));
  return { ...tracing, telemetry: { ...tracing.telemetry, extractContext } };
}

/** Warns of a call that was given something else than what it traces. */
export function reportNoHandler(caller: string, value: unknown, { config }: ReadConfig): void {
  if (!config.disabled) setUpDiagnostics(config.logLevel, [noHandler(caller, value)]);
}
