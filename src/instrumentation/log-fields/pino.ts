import type { LogFields, ReadLogFields } from '../../support/log-fields.ts';
import { subscribe } from '../subscribe.ts';
import { addedFields } from './added-fields.ts';

type Logger = Record<symbol, unknown>;

/** What pino, from 9.10 on, announces on its channels of each line, before and after it makes a text of it. */
interface Line {
  readonly instance: Logger;
  readonly arguments: ArrayLike<unknown>;
  /** What a logger adds to each line, as there was nothing of ours in it. */
  [before]?: { readonly key: symbol; readonly own: PropertyDescriptor | undefined };
}

const before = Symbol('antifreeze.before');

/**
 * Pino's loggers keep what they add to each line as a piece of JSON, `,"name":"value"`. Ours is there for as long as a line
 * is made, which is synchronous. The channel is the process's, so that bundled copies are reached, too.
 */
export function addToPino(read: ReadLogFields): void {
  subscribe({
    'tracing:pino_asJson:start': (message) => begin(message as Line, read),
    'tracing:pino_asJson:end': (message) => end(message as Line),
  });
}

function begin(line: Line, read: ReadLogFields): void {
  const { instance, arguments: args } = line;
  const key = bindingsKey(instance);
  const bindings = key && instance[key];
  if (!key || typeof bindings !== 'string') return;
  const fields = piece(addedFields(read, { ...parsed(bindings), ...Object(args[0]) }));
  if (fields === '') return;
  line[before] = { key, own: Object.getOwnPropertyDescriptor(instance, key) };
  Object.defineProperty(instance, key, {
    value: bindings + fields,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function end({ instance, [before]: changed }: Line): void {
  if (!changed) return;
  const { key, own } = changed;
  if (own) Object.defineProperty(instance, key, own);
  else Reflect.deleteProperty(instance, key);
}

function piece(fields: LogFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join('');
}

function parsed(bindings: string): object {
  return bindings === '' ? {} : JSON.parse(`{${bindings.slice(1)}}`);
}

/** Each copy of pino has a symbol of its own for it. */
function bindingsKey(logger: object | null): symbol | undefined {
  if (!logger) return undefined;
  const keys = Object.getOwnPropertySymbols(logger);
  const found = keys.find(({ description }) => description === 'pino.chindings');
  return found ?? bindingsKey(Object.getPrototypeOf(logger));
}
