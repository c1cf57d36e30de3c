/** One field of a protobuf message: its number, and its bytes where it is a string, bytes or a message. */
export interface ProtobufField {
  readonly number: number;
  readonly bytes: Uint8Array | undefined;
}

/** The wire types of protobuf that are in use. https://protobuf.dev/programming-guides/encoding/ */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/** The fields of one message, without those of messages in it. `undefined` where the bytes are no message. */
export function protobufFields(message: Uint8Array): ProtobufField[] | undefined {
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < message.length) {
    const field = readField(message, at);
    if (!field) return undefined;
    fields.push(field);
    at = field.end;
  }
  return fields;
}

function readField(message: Uint8Array, at: number): (ProtobufField & { end: number }) | undefined {
  const tag = readVarint(message, at);
  if (!tag || tag.value < 8) return undefined;
  const value = readValue(message, tag.value % 8, tag.end);
  if (!value || value.end > message.length) return undefined;
  return { number: Math.floor(tag.value / 8), ...value };
}

function readValue(
  message: Uint8Array,
  type: number,
  at: number,
): { bytes: Uint8Array | undefined; end: number } | undefined {
  if (type === wire.fixed64) return { bytes: undefined, end: at + 8 };
  if (type === wire.fixed32) return { bytes: undefined, end: at + 4 };
  const varint = readVarint(message, at);
  if (!varint) return undefined;
  if (type === wire.varint) return { bytes: undefined, end: varint.end };
  if (type !== wire.bytes) return undefined;
  const end = varint.end + varint.value;
  return { bytes: message.subarray(varint.end, end), end };
}

/** A value above 2^53 loses digits: as a tag or a length it is wrong anyhow. */
function readVarint(message: Uint8Array, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = message[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}
