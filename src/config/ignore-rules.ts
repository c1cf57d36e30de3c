import type { IgnoreRule } from './config.ts';
import type { Parse } from './parsed.ts';

/** Names of invocations, in a text with commas between them; in code also functions. */
export const ignoreRules: Parse<readonly IgnoreRule[]> = (raw) => {
  const given: unknown = typeof raw === 'string' ? raw.split(',') : raw;
  if (!Array.isArray(given)) return { problem: 'is not a list of names' };
  const value = given.flatMap((each) => toRule(each) || []);
  return given.every((each) => toRule(each) !== undefined)
    ? { value }
    : { value, problem: 'has an entry that is neither a name nor a function; left out' };
};

function toRule(entry: unknown): IgnoreRule | undefined {
  if (typeof entry === 'string') return entry.trim();
  return typeof entry === 'function' ? (entry as IgnoreRule) : undefined;
}
