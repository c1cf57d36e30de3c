import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { AwsInput } from './smithy.ts';

/** A member that is text, and not empty. */
export function text(input: AwsInput, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A member that is an object. */
export function object(input: AwsInput, member: string): AwsInput {
  const value = input[member];
  return isObject(value) ? value : {};
}

/** The objects in a member that is a list. */
export function objects(input: AwsInput, member: string): readonly AwsInput[] {
  const value = input[member];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * Attributes, by name after `prefix`, from the members that they come from. Whatever can't be an attribute's value is
 * left out.
 */
export function attributesOf(
  input: AwsInput,
  prefix: string,
  members: Readonly<Record<string, string>>,
): Attributes {
  const attributes: Attributes = {};
  for (const name in members) {
    const value = input[members[name] as string];
    if (value !== undefined && isAttributeValue(value)) attributes[prefix + name] = value;
  }
  return attributes;
}

/** The last part of a URL, an ARN or a path: what people call the resource. */
export function lastPart(name: string | undefined): string | undefined {
  return name?.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1) || undefined;
}

function isObject(value: unknown): value is AwsInput {
  return typeof value === 'object' && value !== null;
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return ['string', 'number', 'boolean'].includes(typeof value);
}
