import type { Context } from '@opentelemetry/api';
import { type ContextFields, readyFor } from './context-fields.ts';
import { byteLength } from './message-size.ts';

/** Of SQS; SNS takes more, but can't deliver them to a queue as they are. */
const maximumCount = 10;

/** Of both. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
const validName = /^(?!aws\.|amazon\.)(?=.{1,256}$)[\w-]+(?:\.[\w-]+)*$/i;
const validValue = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u;

interface MessageAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** The attributes of an SQS or SNS message, as the SDK sends them. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** How context is in attributes, both ways. */
interface AttributeFormat {
  encode(value: string): MessageAttribute;
  read(attributes: MessageAttributes): Context | undefined;
}

/**
 * A copy with as many of `fields` as there is room for, the first ones first: the trace before its baggage. Without
 * those that the service would refuse. Undefined where there is no room at all, or a context of another trace.
 */
export function withAttributes(
  given: MessageAttributes | undefined,
  fields: ContextFields,
  { encode, read }: AttributeFormat,
): MessageAttributes | undefined {
  const attributes = readyFor(fields, given ?? {}, read);
  if (!attributes) return undefined;
  const room = maximumCount - Object.keys(attributes).length;
  const added = Object.entries(fields)
    .filter(([name, value]) => validName.test(name) && validValue.test(value))
    .slice(0, Math.max(0, room));
  if (added.length === 0) return undefined;

  const encoded = added.map(([name, value]) => [name, encode(value)]);
  return { ...attributes, ...Object.fromEntries(encoded) };
}

/** What attributes count towards the size of their message, in bytes: names, types and values. */
export function attributesSize(attributes: MessageAttributes | undefined): number {
  return Object.entries(attributes ?? {}).reduce((size, [name, attribute]) => {
    const { DataType, StringValue, BinaryValue } = (attribute ?? {}) as MessageAttribute;
    return size + [name, DataType, StringValue, BinaryValue].reduce(addLength, 0);
  }, 0);
}

const addLength = (size: number, part: unknown): number => size + byteLength(part);
