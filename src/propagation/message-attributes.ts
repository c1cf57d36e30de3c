import { type ContextFields, carriesContext } from './context-fields.ts';
import { byteLength } from './message-size.ts';

/** Of SQS; SNS takes more, but can't deliver them to a queue as they are. */
const maximumCount = 10;

export interface MessageAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** The attributes of an SQS or SNS message, as the SDK sends them. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/**
 * A copy with as many of `fields` as there is room for, the first ones first: the trace before its baggage.
 * Undefined where there is no room at all, or one of the fields.
 */
export function withAttributes(
  attributes: MessageAttributes = {},
  fields: ContextFields,
  encode: (value: string) => MessageAttribute,
): MessageAttributes | undefined {
  const room = maximumCount - Object.keys(attributes).length;
  const added = Object.entries(fields).slice(0, Math.max(0, room));
  if (added.length === 0 || carriesContext(attributes, fields)) return undefined;

  const encoded = added.map(([name, value]) => [name, encode(value)]);
  return { ...attributes, ...Object.fromEntries(encoded) };
}

/** What attributes count towards the size of their message, in bytes: names, types and values. */
export function attributesSize(attributes: MessageAttributes = {}): number {
  return Object.entries(attributes).reduce(
    (size, [name, { DataType, StringValue, BinaryValue }]) =>
      size + [name, DataType, StringValue, BinaryValue].reduce(addLength, 0),
    0,
  );
}

const addLength = (size: number, part: unknown): number => size + byteLength(part);
