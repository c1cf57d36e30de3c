import { Parsed } from './parse-cut-json.ts';

const { types } = process.getBuiltinModule('node:util');

type Entry = readonly [name: string, value: unknown];

/** What an object or a list consists of. */
export interface Members {
  readonly isList: boolean;
  readonly entries: Iterable<Entry>;
  /** What an entry calls the others, as in `{ name, value }`. */
  readonly label: string | undefined;
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
  return { ...record(ownOf(value, names)), label: labelIn(value, names) };
}

function membersOfParsed({ isList, members, isCut }: Parsed): Members {
  const [, name] =
    members.find(([key, named]) => label.test(key) && typeof named === 'string') ?? [];
  return { isList, entries: members, isCut, label: isList ? undefined : (name as string) };
}

function list(entries: Iterable<Entry>): Members {
  return { isList: true, entries, isCut: false, label: undefined };
}

function record(entries: Iterable<Entry>): Members {
  return { isList: false, entries, isCut: false, label: undefined };
}

function labelIn(value: object, names: readonly string[]): string | undefined {
  if (names.length > mostLabelled) return undefined;
  const found = names.find((name) => label.test(name));
  const labelled = found === undefined ? undefined : ownValue(value, found);
  return typeof labelled === 'string' ? labelled : undefined;
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
