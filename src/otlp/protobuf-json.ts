import { readFields } from './protobuf-reader.ts';

/** How OTLP/JSON has a field: numbers of 64 bits are texts, ids hexadecimal. */
type Scalar =
  | 'text'
  | 'int'
  | 'sint'
  | 'bool'
  | 'int64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'
  | 'double'
  | 'hex'
  | 'base64';

/** A scalar, or another message, which may hold one of the first. */
type Type = Scalar | (() => JsonSchema);

/** The fields of one message by their numbers: name, type, and whether there can be several. */
export type JsonSchema = Readonly<
  Record<number, readonly [name: string, type: Type, repeated?: 'repeated']>
>;

/** A message as it is sent in JSON. */
export function encodeAsJson(schema: JsonSchema, message: Uint8Array): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(toJson(schema, message)));
}

/** A message in protobuf as OTLP/JSON has it. Throws where the bytes are none. */
export function toJson(schema: JsonSchema, message: Uint8Array): object {
  const json: Record<string, unknown> = {};
  for (const { number, value } of readFields(message)) {
    const [name, type, repeated] = schema[number] ?? [];
    if (name === undefined || type === undefined) continue;
    const values = valuesOf(type, value, repeated);
    json[name] = repeated ? appended(json[name], values) : values[0];
  }
  return json;
}

/** In place: a request has thousands of items. */
function appended(list: unknown, values: readonly unknown[]): unknown[] {
  const all = Array.isArray(list) ? list : [];
  all.push(...values);
  return all;
}

function valuesOf(type: Type, value: bigint | Buffer, repeated?: string): unknown[] {
  const unpack = repeated && typeof type === 'string' ? unpacking[type] : undefined;
  const each = unpack && Buffer.isBuffer(value) ? unpack(value) : [value];
  return each.map((one) => jsonOf(type, one));
}

function jsonOf(type: Type, value: bigint | Buffer): unknown {
  if (typeof type === 'function') return toJson(type(), value as Buffer);
  return scalars[type](value as never);
}

const scalars: Readonly<Record<Scalar, (value: never) => unknown>> = {
  text: (value: Buffer) => value.toString(),
  hex: (value: Buffer) => value.toString('hex'),
  base64: (value: Buffer) => value.toString('base64'),
  bool: (value: bigint) => value !== 0n,
  int: (value: bigint) => Number(BigInt.asIntN(32, value)),
  sint: (value: bigint) => Number(value & 1n ? -(value >> 1n) - 1n : value >> 1n),
  int64: (value: bigint) => String(BigInt.asIntN(64, value)),
  fixed32: (value: Buffer) => value.readUInt32LE(),
  fixed64: (value: Buffer) => String(value.readBigUInt64LE()),
  sfixed64: (value: Buffer) => String(value.readBigInt64LE()),
  double: (value: Buffer) => numberOf(value.readDoubleLE()),
};

/** As the mapping of protobuf to JSON says of what JSON has no numbers for. */
function numberOf(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Numbers may come many in one field. */
const unpacking: Partial<Record<Scalar, (bytes: Buffer) => (bigint | Buffer)[]>> = {
  fixed64: inEights,
  double: inEights,
  int64: inVarints,
};

function inVarints(bytes: Buffer): bigint[] {
  const numbers: bigint[] = [];
  let number = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    number |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte > 0x7f) continue;
    numbers.push(number);
    number = 0n;
    shift = 0n;
  }
  return numbers;
}

function inEights(bytes: Buffer): Buffer[] {
  const count = bytes.length / 8;
  return Array.from({ length: count }, (_, index) => bytes.subarray(8 * index, 8 * (index + 1)));
}

/** A value of an attribute, or of a body. */
export const anyValue: JsonSchema = {
  1: ['stringValue', 'text'],
  2: ['boolValue', 'bool'],
  3: ['intValue', 'int64'],
  4: ['doubleValue', 'double'],
  5: ['arrayValue', () => ({ 1: ['values', () => anyValue, 'repeated'] })],
  6: ['kvlistValue', () => ({ 1: keyValues('values') })],
  7: ['bytesValue', 'base64'],
};

/** A field of attributes. */
export function keyValues(name: string): JsonSchema[number] {
  return [name, () => ({ 1: ['key', 'text'], 2: ['value', () => anyValue] }), 'repeated'];
}

/** A request of one signal, all of which are alike but for the names and the items: those of a scope. */
export function requestSchema(
  resources: string,
  scopes: string,
  items: string,
  item: JsonSchema,
): JsonSchema {
  const scope: JsonSchema = {
    1: ['name', 'text'],
    2: ['version', 'text'],
    3: keyValues('attributes'),
    4: ['droppedAttributesCount', 'int'],
  };
  const ofScope: JsonSchema = {
    1: ['scope', () => scope],
    2: [items, () => item, 'repeated'],
    3: ['schemaUrl', 'text'],
  };
  const resource: JsonSchema = { 1: keyValues('attributes'), 2: ['droppedAttributesCount', 'int'] };
  const ofResource: JsonSchema = {
    1: ['resource', () => resource],
    2: [scopes, () => ofScope, 'repeated'],
    3: ['schemaUrl', 'text'],
  };
  return { 1: [resources, () => ofResource, 'repeated'] };
}
