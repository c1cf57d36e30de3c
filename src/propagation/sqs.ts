import type { Context } from '@opentelemetry/api';
import type { ContextFields } from './context-fields.ts';
import { contextFromHeaders } from './headers.ts';
import { type MessageAttributes, withAttributes } from './message-attributes.ts';

/** A message's attributes with the context as text. Undefined where there is no room, or they carry one of another trace. */
export function withSqsContext(
  attributes: MessageAttributes | undefined,
  fields: ContextFields,
): MessageAttributes | undefined {
  return withAttributes(attributes, fields, {
    encode: (value) => ({ DataType: 'String', StringValue: value }),
    read: contextFromSqs,
  });
}

/**
 * The context in a message's attributes, as a Lambda event has them (`stringValue`, `binaryValue` in base64) or as the
 * SDK receives them (`StringValue`, `BinaryValue`). Binary ones were written for SNS, and came on by raw delivery.
 */
export function contextFromSqs(attributes: unknown): Context | undefined {
  const fields: Record<string, string | undefined> = {};
  for (const [name, attribute] of Object.entries(attributes ?? {}))
    fields[name] = textOf(attribute);
  return contextFromHeaders(fields);
}

function textOf(attribute: Record<string, unknown> | null | undefined): string | undefined {
  const text = attribute?.['stringValue'] ?? attribute?.['StringValue'];
  if (typeof text === 'string') return text;
  const binary = attribute?.['binaryValue'] ?? attribute?.['BinaryValue'];
  if (typeof binary === 'string') return Buffer.from(binary, 'base64').toString();
  return binary instanceof Uint8Array ? Buffer.from(binary).toString() : undefined;
}
