import type { CapturedPayload, CapturedPayloads } from './capture-config.ts';
import type { Parse } from './parsed.ts';

const names: readonly CapturedPayload[] = [
  'event',
  'result',
  'http-request',
  'http-response',
  'aws-input',
  'aws-output',
];

/** `event,result:errors`, or a list of such names, each with or without `:errors`; `all` and `none`. */
export const capturedPayloads: Parse<CapturedPayloads> = (raw) => {
  const words = toWords(raw)?.map((word) => word.toLowerCase());
  if (!words) return { problem: 'is not a list of payloads' };
  const named = words.map(payloadsIn);
  const found = Object.fromEntries([
    ...named.flatMap((each) => each.map((name) => [name, 'errors'])),
    // Wins over the same for failures.
    ...named.flatMap((each, index) =>
      words[index]?.includes(':') ? [] : each.map((name) => [name, 'always']),
    ),
  ]);
  const unknown = words.filter((word, index) => named[index]?.length === 0 && word !== 'none');
  const value: CapturedPayloads = words.includes('none') ? {} : found;
  return unknown.length === 0
    ? { value }
    : { value, problem: `names something other than ${names.join(', ')}, all and none; left out` };
};

function payloadsIn(word: string): readonly CapturedPayload[] {
  const name = word.replace(/:errors$/, '');
  return name === 'all' ? names : names.filter((each) => each === name);
}

/** Names, or patterns of whole names, as regular expressions. */
export const namePatterns: Parse<readonly string[]> = (raw) => {
  const words = toWords(raw);
  if (!words) return { problem: 'is not a list of names' };
  const value = words.filter(isPattern);
  return value.length === words.length
    ? { value }
    : { value, problem: 'has an entry that is no regular expression; left out' };
};

/** Names, or paths of names with dots between. */
export const nameList: Parse<readonly string[]> = (raw) => {
  const value = toWords(raw);
  return value ? { value } : { problem: 'is not a list of names' };
};

/** A regular expression in a variable; one or several in code. */
export const valuePatterns: Parse<readonly RegExp[]> = (raw) => {
  if (typeof raw === 'string')
    return isPattern(raw) ? { value: [new RegExp(raw)] } : { problem: 'is no regular expression' };
  const value = [raw].flat();
  return value.every((each) => each instanceof RegExp)
    ? { value: value as RegExp[] }
    : { problem: 'is not a list of regular expressions' };
};

function toWords(raw: unknown): string[] | undefined {
  const given = typeof raw === 'string' ? raw.split(',') : raw;
  if (!Array.isArray(given) || !given.every((word) => typeof word === 'string')) return undefined;
  return [...new Set(given.map((word) => word.trim()).filter(Boolean))];
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
