/** How one field of a message is encoded; a function names the schema of a nested message, which may be recursive. */
type FieldType = ScalarType | (() => MessageSchema);

/** The fields of one protobuf message by their numbers. */
export type MessageSchema = Readonly<
  Record<number, { readonly name: string; readonly type: FieldType; readonly repeated?: true }>
>;

/** One decoded message. As in proto3, a field that was not sent is not there. */
export type DecodedMessage = Record<string, unknown>;

type ScalarType =
  | 'bool'
  | 'int'
  | 'int64'
  | 'fixed64'
  | 'sfixed64'
  | 'double'
  | 'string'
  | 'bytes'
  | 'hex'
  | 'fixed32';
type WireValue = bigint | Buffer;

const scalars: Readonly<Record<ScalarType, Scalar>> = {
  bool: scalar(0, (value: bigint) => value !== 0n),
  int: scalar(0, (value: bigint) => Number(BigInt.asIntN(32, value))),
  int64: scalar(0, (value: bigint) => BigInt.asIntN(64, value)),
  fixed64: scalar(1, (value: Buffer) => value.readBigUInt64LE()),
  sfixed64: scalar(1, (value: Buffer) => value.readBigInt64LE()),
  double: scalar(1, (value: Buffer) => value.readDoubleLE()),
  string: scalar(2, (value: Buffer) => value.toString()),
  bytes: scalar(2, (value: Buffer) => new Uint8Array(value)),
  hex: scalar(2, (value: Buffer) => value.toString('hex')),
  fixed32: scalar(5, (value: Buffer) => value.readUInt32LE()),
};

interface Scalar {
  readonly wireType: number;
  readonly read: (value: WireValue) => unknown;
}

function scalar<Raw extends WireValue>(wireType: number, read: (value: Raw) => unknown): Scalar {
  return { wireType, read: read as (value: WireValue) => unknown };
}

/**
 * Decodes one protobuf message (protobuf.dev/programming-guides/encoding), skipping fields that the schema lacks.
 * Throws where the bytes are cut off or don't fit the schema.
 */
export function decodeMessage(schema: MessageSchema, bytes: Uint8Array): DecodedMessage {
  return decode(schema, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

/** As protobuf's own libraries have it. */
const deepest = 100;

function decode(schema: MessageSchema, bytes: Buffer, depth: number): DecodedMessage {
  const reader = { bytes, at: 0 };
  const message: DecodedMessage = {};
  if (depth > deepest) throw new Error(`messages nested deeper than ${deepest}`);
  while (reader.at < reader.bytes.length) {
    const tag = readSmallVarint(reader);
    const value = readWireValue(reader, tag & 7);
    const field = schema[tag >>> 3];
    if (!field) continue;
    store(message, field, decodeItems(field.type, tag & 7, value, depth));
  }
  return message;
}

/** Of a field that doesn't repeat but was sent twice, the last counts. */
function store(message: DecodedMessage, field: MessageSchema[number], decoded: unknown[]): void {
  const items = message[field.name];
  if (!field.repeated) message[field.name] = decoded.at(-1);
  else if (Array.isArray(items)) for (const item of decoded) items.push(item);
  else message[field.name] = decoded;
}

/** Numbers of fixed width may come packed, many in one field; the schema has no others that repeat. */
function decodeItems(type: FieldType, wireType: number, value: WireValue, depth: number) {
  const width = typeof type === 'string' && scalars[type].wireType === 1 ? 8 : 0;
  if (width === 0 || wireType !== 2) return [decodeField(type, wireType, value, depth)];
  const packed = value as Buffer;
  if (packed.length % width > 0) throw new Error('packed numbers are cut off');
  const count = packed.length / width;
  return Array.from({ length: count }, (_, index) =>
    decodeField(type, 1, packed.subarray(index * width, (index + 1) * width), depth),
  );
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

function decodeField(type: FieldType, wireType: number, value: WireValue, depth: number): unknown {
  const expected = typeof type === 'function' ? 2 : scalars[type].wireType;
  if (wireType !== expected) throw new Error(`wire type ${wireType} where ${expected} belongs`);
  return typeof type === 'function'
    ? decode(type(), value as Buffer, depth + 1)
    : scalars[type].read(value);
}

function readWireValue(reader: Reader, wireType: number): WireValue {
  switch (wireType) {
    case 0:
      return readVarint(reader);
    case 1:
      return readBytes(reader, 8);
    case 2:
      return readBytes(reader, readSmallVarint(reader));
    case 5:
      return readBytes(reader, 4);
    default:
      throw new Error(`unknown wire type ${wireType}`);
  }
}

/** Tags and lengths, nearly all of which are one or two bytes: without the detour over big integers. */
function readSmallVarint(reader: Reader): number {
  const first = reader.bytes[reader.at];
  if (first === undefined || first >= 0x80) return Number(readVarint(reader));
  reader.at += 1;
  return first;
}

function readVarint(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = readBytes(reader, 1).readUInt8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new Error('a varint of more than ten bytes');
}

function readBytes(reader: Reader, length: number): Buffer {
  const end = reader.at + length;
  if (end > reader.bytes.length) throw new Error('the message is cut off');
  const bytes = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return bytes;
}

/** Encodes one field that is a varint: a number, a boolean or an enum. */
export function encodeVarintField(field: number, value: number): Buffer {
  return Buffer.concat([encodeVarint(field << 3), encodeVarint(value)]);
}

/** Encodes one field that is a string or a nested message. */
export function encodeBytesField(field: number, value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([encodeVarint((field << 3) | 2), encodeVarint(bytes.length), bytes]);
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
