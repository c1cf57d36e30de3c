import type { KeepRules } from './config.ts';
import type { Parse } from './parsed.ts';
import { keyAndValue, numberFrom, type RuleText, ruleTexts } from './rule-texts.ts';

type Draft = { -readonly [Key in keyof KeepRules]: KeepRules[Key] };

const nothing: KeepRules = {
  errors: false,
  timeouts: false,
  coldStarts: false,
  batchFailures: false,
  slowerThan: {},
  attributes: {},
  atLeastPerMinute: 0,
  ratio: undefined,
};

const flags = {
  errors: 'errors',
  timeouts: 'timeouts',
  'cold-starts': 'coldStarts',
  'batch-failures': 'batchFailures',
} as const;

/**
 * Rules in code, or as `errors,timeouts,cold-starts,batch-failures,slower:2000,slower:GET /orders=500,
 * attribute:customer.tier=gold,at-least:1,ratio:0.05`. What can't be read is left out.
 */
export const keepRules: Parse<KeepRules> = (raw) => {
  const draft: Draft = { ...nothing };
  const isRead = typeof raw === 'string' ? readTexts(raw, draft) : readObject(raw, draft);
  const value = Object.freeze({
    ...draft,
    slowerThan: Object.freeze(draft.slowerThan),
    attributes: Object.freeze(draft.attributes),
  });
  if (isRead) return { value };
  const problem = 'has a rule that is none, or whose value is none';
  return JSON.stringify(value) === JSON.stringify(nothing)
    ? { problem }
    : { value, problem: `${problem}; left out` };
};

function readTexts(text: string, draft: Draft): boolean {
  return ruleTexts(text, ',')
    .map((rule) => readText(rule, draft))
    .every(Boolean);
}

function readText({ name, value = '' }: RuleText, draft: Draft): boolean {
  if (name in flags)
    return set(draft, flags[name as keyof typeof flags], value === '' || undefined);
  if (name === 'slower') return addSlower(draft, ...slowerThan(value));
  if (name === 'attribute') return addAttribute(draft, ...keyAndValue(value, '*'));
  if (name === 'at-least') return set(draft, 'atLeastPerMinute', numberFrom(0, value));
  return name === 'ratio' && set(draft, 'ratio', numberFrom(0, value, 1));
}

function slowerThan(value: string): readonly [string, string] {
  return value.includes('=') ? keyAndValue(value, '') : ['*', value];
}

function readObject(raw: unknown, draft: Draft): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  return Object.entries(raw)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => readOption(name, value, draft))
    .every(Boolean);
}

function readOption(name: string, value: unknown, draft: Draft): boolean {
  if (name === 'slowerThan')
    return entries(typeof value === 'object' ? value : { '*': value }).every(([key, each]) =>
      addSlower(draft, key, each),
    );
  if (name === 'attributes')
    return entries(value).every(([key, each]) => addAttribute(draft, key, String(each)));
  if (name === 'atLeastPerMinute') return set(draft, name, numberFrom(0, value));
  if (name === 'ratio') return set(draft, name, numberFrom(0, value, 1));
  const flag = Object.values(flags).find((each) => each === name);
  return flag !== undefined && set(draft, flag, typeof value === 'boolean' ? value : undefined);
}

function entries(value: unknown): [string, unknown][] {
  return Object.entries(Object(value));
}

function set<Key extends keyof Draft>(draft: Draft, key: Key, value: Draft[Key] | undefined) {
  if (value !== undefined) draft[key] = value;
  return value !== undefined;
}

function addSlower(draft: Draft, key: string, given: unknown): boolean {
  const value = numberFrom(0, given);
  if (value === undefined || key === '') return false;
  draft.slowerThan = { ...draft.slowerThan, [key]: value };
  return true;
}

function addAttribute(draft: Draft, key: string, value: string): boolean {
  if (key === '') return false;
  draft.attributes = { ...draft.attributes, [key]: value };
  return true;
}
