import type { Schema } from './schema.ts';

/**
 * What is wrong with a part of the configuration, one line each, without its values. The framework checks the same
 * schema, but for `custom` not at all, and where the user has set `configValidationMode` with a mere warning.
 */
export function findMistakes(value: unknown, schema: Schema, path: string): string[] {
  if (schema.anyOf?.some((each) => findMistakes(value, each, '').length === 0)) return [];
  const form = schema.anyOf ? closest(value, schema.anyOf) : schema;
  if (!form || !isAllowed(value, form)) return [`${path} must be ${schema.description}`];
  if (Array.isArray(value)) return findInList(value, form, path);
  return typeof value === 'object' && value !== null ? findInside(value, form, path) : [];
}

/** Of several forms, the one that tells best what is wrong with an object: the first that it has a needed key of. */
function closest(value: unknown, forms: readonly Schema[]): Schema | undefined {
  const objects = forms.filter(({ properties }) => properties && isA(value, 'object'));
  const begun = objects.find(({ required = [] }) =>
    required.some((key) => Object.hasOwn(value as object, key)),
  );
  return begun ?? objects.at(-1);
}

function isAllowed(value: unknown, schema: Schema): boolean {
  const { type, enum: allowed, pattern, minimum = -Infinity, maximum = Infinity } = schema;
  if (type !== undefined && !isA(value, type)) return false;
  if (allowed && !allowed.includes(value)) return false;
  if (pattern !== undefined && !new RegExp(pattern).test(String(value))) return false;
  return typeof value !== 'number' || (value >= minimum && value <= maximum);
}

function findInList(list: readonly unknown[], { items = {} }: Schema, path: string): string[] {
  return list.flatMap((each, index) => findMistakes(each, items, `${path}[${index}]`));
}

function findInside(value: object, schema: Schema, path: string): string[] {
  const { properties = {}, required = [], additionalProperties = {} } = schema;
  const missing = required.filter((key) => !Object.hasOwn(value, key));
  const found = Object.entries(value).flatMap(([key, each]) => {
    const inner = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (inner) return findMistakes(each, inner, `${path}.${key}`);
    return [`${path}.${key} is unknown; there are ${Object.keys(properties).join(', ')}`];
  });
  return [
    ...missing.map((key) => `${path}.${key} is missing: ${properties[key]?.description}`),
    ...found,
  ];
}

function isA(value: unknown, type: NonNullable<Schema['type']>): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type && value !== null && !Array.isArray(value);
}
