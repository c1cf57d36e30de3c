/** Attributes as a receiver keeps them, the same whichever encoding they came in. */
export type CollectedAttributes = Readonly<Record<string, CollectedValue>>;

/** A 64-bit integer is a bigint where a number would lose digits; an absent value is undefined. */
export type CollectedValue =
  | undefined
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | readonly CollectedValue[]
  | { readonly [key: string]: CollectedValue };

/** A message parsed from OTLP/JSON, or decoded from protobuf to the same names. */
export type Json = Readonly<Record<string, unknown>>;

/** The attributes of whatever has some, which metrics call their metadata. */
export function attributesOf(holder: Json, name = 'attributes'): CollectedAttributes {
  return readKeyValues(list(holder, name), 0);
}

function readKeyValues(pairs: readonly Json[], depth: number): CollectedAttributes {
  return Object.fromEntries(
    pairs.map((pair) => [text(pair, 'key'), readValue(object(pair, 'value'), depth)]),
  );
}

const valueReaders: Readonly<Record<string, (value: unknown, depth: number) => CollectedValue>> = {
  stringValue: String,
  boolValue: (value) => value === true,
  intValue: readInteger,
  // OTLP/JSON spells what JSON lacks: "NaN", "Infinity", "-Infinity".
  doubleValue: Number,
  arrayValue: (value, depth) => list(value, 'values').map((item) => readValue(item, depth + 1)),
  kvlistValue: (value, depth) => readKeyValues(list(value, 'values'), depth + 1),
  bytesValue: (value) =>
    typeof value === 'string'
      ? Uint8Array.from(atob(value), (character) => character.charCodeAt(0))
      : (value as Uint8Array),
};

/** Deeper than anybody reads, and far from what a recursive function can't do. */
const deepestValue = 40;

/** An `AnyValue`. Throws where it is nested too deep. */
export function readValue(anyValue: Json, depth = 0): CollectedValue {
  if (depth > deepestValue) throw new Error(`a value nested deeper than ${deepestValue}`);
  // One of its fields is set at most; a loop finds it without a list of them, for each of a million attributes.
  for (const kind in anyValue) {
    const value = anyValue[kind];
    // In protobuf's JSON mapping, null is a field that was not sent.
    const isKnown = value !== null && Object.hasOwn(valueReaders, kind);
    return isKnown ? valueReaders[kind]?.(value, depth) : undefined;
  }
  return undefined;
}

function readInteger(value: unknown): number | bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const integer = BigInt(value as string | number | bigint);
  if (BigInt.asIntN(64, integer) !== integer) throw new Error('intValue is not a 64-bit integer');
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

export function object(holder: unknown, name: string): Json {
  const value = (holder as Json | null)?.[name] ?? {};
  if (typeof value !== 'object') throw new Error(`${name} is not a message`);
  return value as Json;
}

export function list(holder: unknown, name: string): readonly Json[] {
  const value = object(holder, name);
  return Array.isArray(value) ? value : [];
}

export function text(holder: Json, name: string): string {
  return String(holder[name] ?? '');
}

export function count(holder: Json, name: string): number {
  return Number(holder[name] ?? 0);
}

/** A time. Throws where it is none of 64 bits. */
export function nanoseconds(holder: Json, name: string): bigint {
  const time = BigInt((holder[name] ?? 0) as string | number | bigint);
  if (BigInt.asUintN(64, time) !== time) throw new Error(`${name} is not a time of 64 bits`);
  return time;
}

/** An id in lowercase hex. Throws where it has another length, or is all zeros. */
export function id(holder: Json, name: string, bytes: number): string {
  const value = text(holder, name).toLowerCase();
  const valid = value.length === bytes * 2 && /^[0-9a-f]+$/.test(value) && /[^0]/.test(value);
  if (!valid) throw new Error(`${name} is not an id of ${bytes} bytes`);
  return value;
}
