import type { Context } from '@opentelemetry/api';
import type { ContextFields } from './context-fields.ts';
import { contextFromHeaders } from './headers.ts';
import { type MessageAttributes, withAttributes } from './message-attributes.ts';
import { contextFromSqs } from './sqs.ts';

/**
 * A message's attributes with the context as binary data: filter policies look at text and numbers only, so none
 * can fail by it. Undefined where there is no room, or they carry one of another trace.
 */
export function withSnsContext(
  attributes: MessageAttributes | undefined,
  fields: ContextFields,
): MessageAttributes | undefined {
  return withAttributes(attributes, fields, {
    encode: (value) => ({ DataType: 'Binary', BinaryValue: new TextEncoder().encode(value) }),
    // As SQS has them.
    read: contextFromSqs,
  });
}

/** The context in the `MessageAttributes` of a delivered notification: `{ name: { Type, Value } }`, binary values in base64. */
export function contextFromSns(attributes: unknown): Context | undefined {
  const fields: Record<string, string | undefined> = {};
  for (const [name, attribute] of Object.entries(attributes ?? {}))
    fields[name] = textOf(attribute);
  return contextFromHeaders(fields);
}

function textOf(attribute: Record<string, unknown> | null | undefined): string | undefined {
  const value = attribute?.['Value'];
  if (typeof value !== 'string') return undefined;
  return attribute?.['Type'] === 'Binary' ? Buffer.from(value, 'base64').toString() : value;
}
