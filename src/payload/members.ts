import { Parsed } from './parse-cut-json.ts';

const { types } = process.getBuiltinModule('node:util');

type Entry = readonly [name: string, value: unknown];

/** What an object or a list consists of. */
export interface Members {
  readonly isList: boolean;
  readonly entries: Iterable<Entry>;
  /** What entries call the others, as in `{ name, value }`. */
  readonly labels: readonly string[];
  /** Whether the end is missing, and a label may be with it. */
  readonly isCut: boolean;
}

const label = /^(?:\w{0,12}(?:name|key)|header|field)$/i;
/** Objects that have labels are small. */
const mostLabelled = 32;

/**
 * The members of `value`, read as they are asked for and without running anything of its own: no getters, no proxies, no
 * `toJSON`. In place of those of what has none a text.
 */
export function membersOf(value: object): Members | string {
  if (types.isProxy(value)) return '[proxy]';
  if (value instanceof Parsed) return membersOfParsed(value);
  if (types.isDate(value)) return timeOf(value);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
    return `[binary: ${value.byteLength} bytes]`;
  if (types.isSet(value)) return list(itemsOf([...Set.prototype.values.call(value)]));
  if (Array.isArray(value)) return list(itemsOf(value));
  if (types.isMap(value))
    return record(
      [...Map.prototype.entries.call(value)].map(([name, of]) => [
        isName(name) ? String(name) : '[key]',
        of,
      ]),
    );
  if (isStream(value)) return '[stream]';
  const names = types.isNativeError(value) ? ['name', 'message'] : Object.keys(value);
  return { ...record(ownOf(value, names)), labels: labelsIn(value, names) };
}

function membersOfParsed({ isList, members, isCut }: Parsed): Members {
  const labels = isList ? [] : members.filter(([name]) => label.test(name));
  return { isList, entries: members, isCut, labels: textsOf(labels.map(([, value]) => value)) };
}

function list(entries: Iterable<Entry>): Members {
  return { isList: true, entries, isCut: false, labels: [] };
}

function record(entries: Iterable<Entry>): Members {
  return { isList: false, entries, isCut: false, labels: [] };
}

function labelsIn(value: object, names: readonly string[]): string[] {
  if (names.length > mostLabelled) return [];
  return textsOf(names.filter((name) => label.test(name)).map((name) => ownValue(value, name)));
}

function textsOf(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}

function* itemsOf(items: readonly unknown[]): Generator<Entry> {
  for (let index = 0; index < items.length; index += 1) yield ['', ownValue(items, String(index))];
}

function* ownOf(value: object, names: readonly string[]): Generator<Entry> {
  for (const name of names) {
    const found = ownValue(value, name);
    if (found !== undefined && typeof found !== 'function' && typeof found !== 'symbol')
      yield [name, found];
  }
}

/** Of a getter nothing. What an error has may be its class's. */
function ownValue(value: object, name: string): unknown {
  const own = Reflect.getOwnPropertyDescriptor(value, name);
  return (own ?? Reflect.getOwnPropertyDescriptor(Object.getPrototypeOf(value) ?? {}, name))?.value;
}

function isName(name: unknown): boolean {
  return typeof name === 'string' || typeof name === 'number';
}

function timeOf(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}

function isStream(value: object): boolean {
  return ['pipe', 'getReader', Symbol.asyncIterator].some((method) => method in value);
}
