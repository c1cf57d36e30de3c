/** How one field of a message is encoded; a function names the schema of a nested message, which may be recursive. */
type FieldType = ScalarType | (() => MessageSchema);

/** The fields of one protobuf message by their numbers. */
export type MessageSchema = Readonly<
  Record<number, { readonly name: string; readonly type: FieldType; readonly repeated?: true }>
>;

/** One decoded message. As in proto3, a field that was not sent is not there. */
export type DecodedMessage = Record<string, unknown>;

type ScalarType = keyof typeof scalars;
type WireValue = bigint | Buffer;

const scalars = {
  bool: scalar(0, (value: bigint) => value !== 0n),
  int: scalar(0, (value: bigint) => Number(BigInt.asIntN(32, value))),
  int64: scalar(0, (value: bigint) => BigInt.asIntN(64, value)),
  fixed64: scalar(1, (value: Buffer) => value.readBigUInt64LE()),
  double: scalar(1, (value: Buffer) => value.readDoubleLE()),
  string: scalar(2, (value: Buffer) => value.toString()),
  bytes: scalar(2, (value: Buffer) => new Uint8Array(value)),
  hex: scalar(2, (value: Buffer) => value.toString('hex')),
  fixed32: scalar(5, (value: Buffer) => value.readUInt32LE()),
};

function scalar<Raw extends WireValue>(wireType: number, read: (value: Raw) => unknown) {
  return { wireType, read: read as (value: WireValue) => unknown };
}

/**
 * Decodes one protobuf message (protobuf.dev/programming-guides/encoding), skipping fields that the schema lacks.
 * Throws where the bytes are cut off or don't fit the schema.
 */
export function decodeMessage(schema: MessageSchema, bytes: Uint8Array): DecodedMessage {
  const reader = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  const message: DecodedMessage = {};
  while (reader.at < reader.bytes.length) {
    const tag = Number(readVarint(reader));
    const value = readWireValue(reader, tag & 7);
    const field = schema[tag >>> 3];
    if (!field) continue;
    const decoded = decodeField(field.type, tag & 7, value);
    if (field.repeated) {
      const items = message[field.name];
      message[field.name] = Array.isArray(items) ? [...items, decoded] : [decoded];
    } else {
      message[field.name] = decoded;
    }
  }
  return message;
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

function decodeField(type: FieldType, wireType: number, value: WireValue): unknown {
  const expected = typeof type === 'function' ? 2 : scalars[type].wireType;
  if (wireType !== expected) throw new Error(`wire type ${wireType} where ${expected} belongs`);
  return typeof type === 'function'
    ? decodeMessage(type(), value as Buffer)
    : scalars[type].read(value);
}

function readWireValue(reader: Reader, wireType: number): WireValue {
  switch (wireType) {
    case 0:
      return readVarint(reader);
    case 1:
      return readBytes(reader, 8);
    case 2:
      return readBytes(reader, Number(readVarint(reader)));
    case 5:
      return readBytes(reader, 4);
    default:
      throw new Error(`unknown wire type ${wireType}`);
  }
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
