// In place of the core's internal module of this name, which goes through each value twice and keeps a record of each.

import { diag } from '@opentelemetry/api';

interface Limits {
  readonly attributeCountLimit: number;
  readonly attributeValueLengthLimit: number;
}

type Values = Record<string, unknown>;
type Clean = (value: unknown, longest: number) => unknown;

/** What became of an attribute, by the SDK's numbers. */
export const AddAttributeDecision = {
  DROP_UNDEFINED: 0,
  DROP_INVALID: 1,
  DROP_LIMIT_REACHED: 2,
  ADD_NEW: 3,
  ADD_OVERWRITE_EXISTING: 4,
} as const;

interface Addition {
  readonly key: string;
  readonly value: unknown;
  readonly attributes: Values;
  readonly limits: Limits;
  readonly currentAttributesCount: number;
}

export function maybeAddAttribute(addition: Addition): number {
  return add(addition, clean);
}

export function maybeAddSimpleAttribute(addition: Addition): number {
  return add(addition, cleanSimple);
}

function add(
  { key, value, attributes, limits, currentAttributesCount }: Addition,
  cleanValue: Clean,
): number {
  if (value === undefined) return AddAttributeDecision.DROP_UNDEFINED;
  const isNew = !Object.hasOwn(attributes, key);
  if (isNew && key.length > 0 && currentAttributesCount >= limits.attributeCountLimit)
    return AddAttributeDecision.DROP_LIMIT_REACHED;
  const cleaned = cleanEntry(key, value, longestOf(limits), cleanValue);
  if (cleaned === undefined) return AddAttributeDecision.DROP_INVALID;
  attributes[key] = cleaned;
  return isNew ? AddAttributeDecision.ADD_NEW : AddAttributeDecision.ADD_OVERWRITE_EXISTING;
}

interface CleanAttributes {
  readonly attributes?: Values;
  readonly droppedAttributesCount?: number;
}

export function cleanAttributes(given: unknown, limits: Limits): CleanAttributes {
  // V8 copies an object in one go, and fills one property by property.
  return areClean(given, limits)
    ? { attributes: { ...given }, droppedAttributesCount: 0 }
    : cleanAll(given, limits, clean);
}

/** Whether nothing has to be cut off or left out: of primitive values, as nearly all are. */
function areClean(given: unknown, limits: Limits): given is Values {
  if (typeof given !== 'object' || given === null || '' in given) return false;
  const values = Object.values(given);
  const longest = longestOf(limits);
  return (
    values.length <= limits.attributeCountLimit &&
    values.every((value) =>
      typeof value === 'string'
        ? value.length <= longest
        : typeof value === 'number' || typeof value === 'boolean',
    )
  );
}

export function cleanSimpleAttributes(given: unknown, limits: Limits): CleanAttributes {
  return cleanAll(given, limits, cleanSimple);
}

export function sanitizeAttributes(given: unknown): Values {
  const limits = { attributeCountLimit: 128, attributeValueLengthLimit: Number.POSITIVE_INFINITY };
  return cleanSimpleAttributes(given, limits).attributes ?? {};
}

function cleanAll(given: unknown, limits: Limits, cleanValue: Clean): CleanAttributes {
  if (typeof given !== 'object' || given === null) return {};
  const longest = longestOf(limits);
  const attributes: Values = {};
  let count = 0;
  let dropped = 0;
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const hasRoom = count < limits.attributeCountLimit;
    const cleaned = hasRoom ? cleanEntry(key, value, longest, cleanValue) : undefined;
    if (cleaned === undefined) dropped++;
    else {
      attributes[key] = cleaned;
      count++;
    }
  }
  return { attributes, droppedAttributesCount: dropped };
}

function longestOf({ attributeValueLengthLimit: longest }: Limits): number {
  return longest > 0 ? longest : Number.POSITIVE_INFINITY;
}

function cleanEntry(key: string, value: unknown, longest: number, cleanValue: Clean): unknown {
  const cleaned = key === '' ? undefined : cleanValue(value, longest);
  if (cleaned === undefined) diag.warn(`antifreeze: the attribute "${key}" can't be recorded`);
  return cleaned;
}

/** Whether a value is one that an attribute can have. */
export function isAnyValue(value: unknown): boolean {
  return clean(value, Number.POSITIVE_INFINITY) !== undefined;
}

export function isSimpleAttributeValue(value: unknown): boolean {
  return cleanSimple(value, Number.POSITIVE_INFINITY) !== undefined;
}

/** The older name of the same. */
export function isAttributeValue(value: unknown): boolean {
  return isSimpleAttributeValue(value);
}

/** A primitive value, or an array of those of one type. Undefined of anything else. */
function cleanSimple(value: unknown, longest: number): unknown {
  const items = Array.isArray(value) ? value.filter((item) => item != null) : [value];
  const types = new Set(items.map((item) => typeof item));
  const [type = 'string'] = types;
  const isSimple = types.size < 2 && ['string', 'number', 'boolean'].includes(type);
  return isSimple ? clean(value, longest) : undefined;
}

/** A copy, with texts and bytes cut off. Undefined of what is no value of an attribute. `around` is what holds it. */
function clean(value: unknown, longest: number, around?: Enclosing): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > longest ? value.substring(0, longest) : value;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : cleanObject(value, longest, around);
    default:
      return undefined;
  }
}

interface Enclosing {
  readonly value: object;
  readonly around: Enclosing | undefined;
}

function cleanObject(value: object, longest: number, around: Enclosing | undefined): unknown {
  if (value instanceof Uint8Array) return value.length > longest ? value.slice(0, longest) : value;
  if (isWithin(value, around)) return undefined;
  const cleanItem = (item: unknown) => clean(item, longest, { value, around });
  if (Array.isArray(value)) return cleanItems(value, cleanItem);
  const isPlain = value.constructor === Object || value.constructor === undefined;
  return isPlain ? cleanFields(value, cleanItem) : undefined;
}

function isWithin(value: object, around: Enclosing | undefined): boolean {
  for (let each = around; each; each = each.around) if (each.value === value) return true;
  return false;
}

function cleanItems(
  items: readonly unknown[],
  cleanItem: (item: unknown) => unknown,
): unknown[] | undefined {
  const cleaned = items.map((item) => (item === undefined ? item : cleanItem(item)));
  return cleaned.some((item, index) => item === undefined && items[index] !== undefined)
    ? undefined
    : cleaned;
}

function cleanFields(fields: object, cleanItem: (item: unknown) => unknown): Values | undefined {
  const copy: Values = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const cleaned = cleanItem(value);
    if (cleaned === undefined) return undefined;
    copy[key] = cleaned;
  }
  return copy;
}
