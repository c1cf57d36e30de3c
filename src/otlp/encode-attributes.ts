import type { Attributes } from '@opentelemetry/api';
import type { ProtobufWriter } from './protobuf-writer.ts';

/** Writes `attributes` as a repeated `KeyValue`. */
export function writeAttributes(
  writer: ProtobufWriter,
  field: number,
  attributes: Attributes | undefined,
): void {
  if (!attributes) return;
  const keys = Object.keys(attributes);
  for (let index = keys.length - 1; index >= 0; index--) {
    const key = keys[index] as string;
    writeKeyValue(writer, field, key, attributes[key]);
  }
}

function writeKeyValue(writer: ProtobufWriter, field: number, key: string, value: unknown): void {
  writer.message(field, () => {
    writer.message(2, () => writeAnyValue(writer, value));
    writer.string(1, key);
  });
}

/** Writes an `AnyValue`; empty where the value is none that OTLP knows. */
export function writeAnyValue(writer: ProtobufWriter, value: unknown): void {
  if (typeof value === 'string') writer.string(1, value);
  else if (typeof value === 'boolean') writer.varint(2, value ? 1 : 0);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (value instanceof Uint8Array) writer.bytes(7, value);
  else if (Array.isArray(value)) writer.message(5, () => writeItems(writer, value));
  else if (typeof value === 'object' && value !== null)
    writer.message(6, () => writeAttributes(writer, 1, value as Attributes));
}

/** What has no place in 64 bits is a double. */
function writeNumber(writer: ProtobufWriter, value: number): void {
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) writer.varint(3, value);
  else writer.double(4, value);
}

function writeItems(writer: ProtobufWriter, items: readonly unknown[]): void {
  for (const item of items.toReversed()) writer.message(1, () => writeAnyValue(writer, item));
}
