import type { Parse, Parsed } from './parsed.ts';

/** Any text, without the white space around it. */
export const text: Parse<string> = (raw) =>
  typeof raw === 'string' ? { value: raw.trim() } : { problem: 'is not a string' };

/** True for `true` in any case, false for `false`. */
export const flag: Parse<boolean> = (raw) => {
  const word = lowerCase(raw);
  return word === 'true' || word === 'false'
    ? { value: word === 'true' }
    : { problem: 'is neither true nor false' };
};

/** A number from 0 to 1. */
export const ratio: Parse<number> = (raw) => {
  const value = toNumber(raw);
  return value >= 0 && value <= 1 ? { value } : { problem: 'is not a number from 0 to 1' };
};

/** A whole number of at least `least`. */
export function count(least: number): Parse<number> {
  return (raw) => {
    const value = toNumber(raw);
    return Number.isSafeInteger(value) && value >= least
      ? { value }
      : { problem: `is not a whole number of at least ${least}` };
  };
}

/** A whole number, or `Infinity` in code for no limit. */
export const limit: Parse<number> = (raw, source) =>
  raw === Number.POSITIVE_INFINITY ? { value: raw } : count(0)(raw, source);

/** A limit in milliseconds, where 0 means none. */
export const timeLimit: Parse<number> = (raw, source) => {
  const parsed = limit(raw, source);
  return parsed.value === 0 ? { value: Number.POSITIVE_INFINITY } : parsed;
};

/** One of `names`, in any case. `hints` tells of well-known values that are not among them. */
export function choice<Name extends string>(
  names: readonly Name[],
  hints: Readonly<Record<string, string>> = {},
): Parse<Name> {
  return (raw) => {
    const word = lowerCase(raw);
    const value = names.find((name) => name === word);
    if (value !== undefined) return { value };
    return {
      problem: Object.hasOwn(hints, word)
        ? `is not supported: ${hints[word]}`
        : `is not one of ${names.join(', ')}`,
    };
  };
}

/**
 * Those of `names` that a list, or a text with commas, holds, each once; none at all when it holds `none`.
 * `planned` are names of the specification that are not among them.
 */
export function choices<Name extends string>(
  names: readonly Name[],
  planned: readonly string[],
): Parse<readonly Name[]> {
  return (raw) => {
    const words = toWords(raw);
    if (!words) return { problem: 'is not a list of names' };
    if (words.includes('none') || isEmptyList(raw)) return { value: [] };

    const value = names.filter((name) => words.includes(name));
    const others = words.length - value.length;
    if (value.length === 0) return { problem: complaint(words) };
    return { value, ...(others > 0 && { problem: `${complaint(words)}; left out` }) };
  };

  function complaint(words: readonly string[]): string {
    const known = planned.filter((name) => words.includes(name)).join(', ');
    return known
      ? `asks for ${known}, not supported yet`
      : `names something other than ${names.join(', ')}`;
  }
}

/** An object that has all the `methods` of `Shape`. */
export function implementing<Shape extends object>(
  ...methods: readonly (keyof Shape & string)[]
): Parse<Shape> {
  return (raw) =>
    hasMethods<Shape>(raw, methods)
      ? { value: raw }
      : { problem: `is not an object with ${methods.join(', ')}` };
}

/** A function of the user's, taken as it is. */
export function callable<Value extends (...args: never[]) => unknown>(raw: unknown): Parsed<Value> {
  return typeof raw === 'function' ? { value: raw as Value } : { problem: 'is not a function' };
}

/** A list of what `parse` takes. */
export function listOf<Value>(parse: Parse<Value>): Parse<readonly Value[]> {
  return (raw, source) => {
    if (!Array.isArray(raw)) return { problem: 'is not an array' };
    const parsed = raw.map((entry) => parse(entry, source));
    const problem = parsed.find((entry) => entry.problem)?.problem;
    if (problem) return { problem: `has an entry that ${problem}` };
    return { value: parsed.flatMap(({ value }) => (value === undefined ? [] : [value])) };
  };
}

function hasMethods<Shape extends object>(
  raw: unknown,
  methods: readonly (keyof Shape & string)[],
): raw is Shape {
  return (
    typeof raw === 'object' &&
    raw !== null &&
    methods.every((method) => typeof (raw as Shape)[method] === 'function')
  );
}

/** The words of a list, or of a text with commas, in lower case and each once. */
function toWords(raw: unknown): string[] | undefined {
  const given = typeof raw === 'string' ? raw.split(',') : raw;
  if (!Array.isArray(given)) return undefined;
  return [...new Set(given.map(lowerCase).filter(Boolean))];
}

function isEmptyList(raw: unknown): boolean {
  return Array.isArray(raw) && raw.length === 0;
}

function lowerCase(raw: unknown): string {
  return typeof raw === 'string' || typeof raw === 'boolean'
    ? String(raw).trim().toLowerCase()
    : '?';
}

function toNumber(raw: unknown): number {
  if (typeof raw === 'number') return raw;
  const digits = typeof raw === 'string' ? raw.trim() : '';
  return /^[\d.]/.test(digits) && !/^0[xbo]/i.test(digits) ? Number(digits) : Number.NaN;
}
