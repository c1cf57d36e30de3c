import type { TraceOptions } from './options.ts';
import type { Parsed } from './parsed.ts';
import type { Setting, SettingsOf, Source } from './setting.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What settings are read from, and the warnings that reading them gave so far. */
export interface SettingInputs {
  readonly options: TraceOptions | undefined;
  readonly environment: Environment;
  readonly warnings: Set<string>;
}

/** The values of a group of settings, frozen. */
export function readSettings<Values extends object>(
  group: SettingsOf<Values>,
  fallbacks: Values,
  inputs: SettingInputs,
): Readonly<Values> {
  const keys = Object.keys(group) as (keyof Values)[];
  const values = keys.map((key) => [key, readSetting(group[key], fallbacks[key], inputs)]);
  return Object.freeze(Object.fromEntries(values) as Values);
}

/** The setting's value by the precedence of its sources. Never throws: what can't be used becomes a warning. */
export function readSetting<Value>(
  setting: Setting<Value>,
  fallback: Value,
  inputs: SettingInputs,
): Value {
  const readings = readSources(setting, inputs);
  const accepted = readings.filter(({ value }) => value !== undefined);
  const substitute = instead(fallback, accepted[0]?.source);
  for (const { problem, value } of readings) {
    if (problem) inputs.warnings.add(value === undefined ? `${problem}; ${substitute}` : problem);
  }
  const [first = fallback, ...others] = accepted.map(({ value }) => value as Value);
  return frozen(setting.merge ? others.reduce(setting.merge, first) : first, setting);
}

/** Lists and merged records are our own copies; any other object is the user's and stays as it is. */
function frozen<Value>(value: Value, { merge }: Setting<Value>): Value {
  return Array.isArray(value) || merge ? Object.freeze(value) : value;
}

/** Whether an option or variable holds anything. Blank text counts as nothing. */
export function isGiven(source: Source, inputs: SettingInputs): boolean {
  return readSource({ parse: () => ({ value: true }) }, source, inputs)?.value === true;
}

interface Reading<Value> extends Parsed<Value> {
  readonly source: Source;
}

function readSources<Value>(setting: Setting<Value>, inputs: SettingInputs): Reading<Value>[] {
  const readings: Reading<Value>[] = [];
  for (const source of setting.sources) {
    const reading = readSource(setting, source, inputs);
    if (!reading) continue;
    readings.push({ source, ...reading });
    if (reading.value !== undefined && !setting.merge) break;
  }
  return readings;
}

/** Undefined where the source has nothing. */
function readSource<Value>(
  { parse, secret }: Pick<Setting<Value>, 'parse' | 'secret'>,
  source: Source,
  inputs: SettingInputs,
): Parsed<Value> | undefined {
  // Variables begin with a capital letter.
  const option = source >= 'a';
  const name = option ? `option ${source}` : source;
  try {
    const raw = option ? readOption(source, inputs) : inputs.environment[source];
    if (isBlank(raw)) return undefined;
    const { value, problem } = parse(raw, source);
    const label = secret ? name : `${name}=${quote(raw)}`;
    return {
      ...(value !== undefined && { value }),
      ...(problem && { problem: `${label} ${problem}` }),
    };
  } catch {
    return { problem: `${name} can't be read` };
  }
}

function readOption(path: string, { options, warnings }: SettingInputs): unknown {
  let value: unknown = options;
  let name = 'options';
  for (const key of path.split('.')) {
    if (isBlank(value)) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) {
      warnings.add(`${name}=${quote(value)} is not an object; ignored`);
      return undefined;
    }
    value = (value as Record<string, unknown>)[key];
    name = `option ${key}`;
  }
  return value;
}

function isBlank(raw: unknown): boolean {
  return raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
}

function instead(fallback: unknown, used: Source | undefined): string {
  if (used) return `using ${used}`;
  const text = typeof fallback === 'object' && !Array.isArray(fallback) ? '' : fallback;
  return text === undefined || `${text}` === '' ? 'ignored' : `using the default, ${text}`;
}

/** A short text for a log line: printable ASCII, and nothing that an object may hide. */
function quote(raw: unknown): string {
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
  if (typeof raw !== 'string') return `(${Array.isArray(raw) ? 'array' : typeof raw})`;
  return `"${raw.slice(0, 50).replace(/[^ -~]/g, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
