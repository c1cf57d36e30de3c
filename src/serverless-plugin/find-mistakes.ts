import type { Schema } from './schema.ts';

/**
 * What is wrong with a part of the configuration, one line each, without its values. The framework checks the same
 * schema, but for `custom` not at all, and where the user has set `configValidationMode` with a mere warning.
 */
export function findMistakes(value: unknown, schema: Schema, path: string): string[] {
  const { type, pattern, anyOf } = schema;
  const mistake = [`${path} must be ${schema.description}`];
  if (anyOf) return anyOf.some((each) => fits(value, each)) ? [] : closest(value, schema, path);
  if (type !== undefined && !isA(value, type)) return mistake;
  if (pattern !== undefined && !new RegExp(pattern).test(String(value))) return mistake;
  return type === 'object' ? findInside(value as object, schema, path) : [];
}

function fits(value: unknown, schema: Schema): boolean {
  return findMistakes(value, schema, '').length === 0;
}

/** Of several forms, the one of the value's type tells best what is wrong. */
function closest(value: unknown, { anyOf = [], description }: Schema, path: string): string[] {
  const object = anyOf.find(({ properties }) => properties && isA(value, 'object'));
  return object ? findMistakes(value, object, path) : [`${path} must be ${description}`];
}

function findInside(
  value: object,
  { properties = {}, additionalProperties = {} }: Schema,
  path: string,
): string[] {
  return Object.entries(value).flatMap(([key, each]) => {
    const schema = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (!schema) {
      const known = Object.keys(properties).join(', ');
      return [`${path}.${key} is unknown; there are ${known}`];
    }
    return findMistakes(each, schema, `${path}.${key}`);
  });
}

function isA(value: unknown, type: NonNullable<Schema['type']>): boolean {
  return typeof value === type && value !== null && !Array.isArray(value);
}
