/** One field of a protobuf message: a whole number, or the bytes of a string, a message or a number of fixed size. */
export interface ProtobufField {
  readonly number: number;
  readonly type: number;
  readonly value: bigint | Buffer;
}

/** The type on the wire of what has a length: strings, bytes and messages. */
export const lengthType = 2;

/**
 * The fields of one message, in their order. Throws where the bytes are none.
 * https://protobuf.dev/programming-guides/encoding
 */
export function readFields(message: Uint8Array): ProtobufField[] {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = Number(varint());
    if (tag < 8) throw new Error('a protobuf field has no number');
    const type = tag % 8;
    fields.push({ number: Math.floor(tag / 8), type, value: wireValue(type) });
  }
  return fields;

  function wireValue(type: number): bigint | Buffer {
    if (type === 0) return varint();
    if (type === 1) return take(8);
    if (type === lengthType) return take(Number(varint()));
    if (type === 5) return take(4);
    throw new Error(`a protobuf message has no type ${type}`);
  }

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = take(1).readUInt8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error('a varint of more than ten bytes');
  }

  function take(length: number): Buffer {
    const end = at + length;
    if (end > bytes.length) throw new Error('a protobuf message is cut off');
    const taken = bytes.subarray(at, end);
    at = end;
    return taken;
  }
}
