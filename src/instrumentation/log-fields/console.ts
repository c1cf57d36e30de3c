import { guard } from '../../support/guard.ts';
import type { LogFields, ReadLogFields } from '../../support/log-fields.ts';
import { addedFields } from './added-fields.ts';
import { withFieldsInJson } from './json-line.ts';

/**
 * What becomes of lines: `text` has the fields at its end, or within, where it is a JSON object; of `runtime-json`, the
 * runtime makes an object of each line; `json` has fields in JSON objects only, where nobody reads them in a text.
 */
export type ConsoleLines = 'text' | 'runtime-json' | 'json';

type Log = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, unknown>;

const methods = ['log', 'info', 'warn', 'error', 'debug'];

/** Of Node.js's own console they print more than a line, or don't exist. Lambda's runtime replaces them. */
const runtimeMethods = ['trace', 'fatal'];

/** Adds the fields to what `console` writes from now on. Its methods still do the writing. */
export function addToConsole(read: ReadLogFields, lines: ConsoleLines): void {
  const target: Methods = console as unknown as Methods;
  const add = lines === 'runtime-json' ? inRuntimeJson : inText(lines === 'text');
  // Some are the same function under two names, and stay that.
  const replaced = new Map<unknown, Log>();
  for (const name of 'fatal' in target ? [...methods, ...runtimeMethods] : methods) {
    const original = target[name];
    if (typeof original !== 'function') continue;
    const log = original as Log;
    const replacement =
      replaced.get(log) ??
      function (this: unknown, ...args: unknown[]) {
        return add(log.bind(this), args, read);
      };
    replaced.set(log, replacement);
    target[name] = replacement;
  }
}

type Add = (log: (...args: unknown[]) => unknown, args: unknown[], read: ReadLogFields) => unknown;

function inText(alsoPlain: boolean): Add {
  return (log, args, read) => {
    const changed = guard('adding fields to a line', () => textWithFields(args, read, alsoPlain));
    return changed === undefined ? log(...args) : log('%s', changed);
  };
}

/** Undefined where there is nothing to add. */
function textWithFields(
  args: readonly unknown[],
  read: ReadLogFields,
  alsoPlain: boolean,
): string | undefined {
  const fields = addedFields(read, {});
  if (args.length === 0 || Object.keys(fields).length === 0) return undefined;
  const [first] = args;
  const json = args.length === 1 && typeof first === 'string' && withFieldsInJson(first, fields);
  if (json) return json;
  if (!alsoPlain) return undefined;
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return [process.getBuiltinModule('node:util').format(...args), ...pairs].join(' ');
}

/**
 * The runtime builds an object of each line and has it made a text by `JSON.stringify`, before it returns: for as long
 * as that takes, this adds to that object.
 */
const inRuntimeJson: Add = (log, args, read) => {
  const fields = addedFields(read, {});
  const { stringify } = JSON;
  const replaced = Reflect.set(JSON, 'stringify', (value: unknown, ...rest: never[]) =>
    stringify(isRuntimeLine(value) ? withFields(value, fields) : value, ...rest),
  );
  try {
    return log(...args);
  } finally {
    if (replaced) JSON.stringify = stringify;
  }
};

/** What Lambda's runtime makes of a line. Nothing of a user's has its fields in this order by chance. */
function isRuntimeLine(value: unknown): value is object {
  const [timestamp, level, requestId] = Object.keys(Object(value));
  return timestamp === 'timestamp' && level === 'level' && requestId === 'requestId';
}

function withFields(line: object, fields: LogFields): object {
  return { ...line, ...fields };
}
