import type { SpanKindName, SpanRule } from './config.ts';
import type { Parse } from './parsed.ts';
import { keyAndValue, numberFrom, type RuleText, ruleTexts } from './rule-texts.ts';

type Pattern = Exclude<SpanRule, (...args: never[]) => boolean>;
type Draft = { -readonly [Key in keyof Pattern]: Pattern[Key] };

const kinds: readonly SpanKindName[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/**
 * Rules for spans, in code or as `name:dns*&shorter:5,kind:internal,attribute:http.route=/health`: `,` between rules, `&`
 * between what a span must have for one. A rule that can't be read is left out.
 */
export const spanRules: Parse<readonly SpanRule[]> = (raw) => {
  const given: unknown =
    typeof raw === 'string' ? raw.split(',').filter((each) => each.trim()) : raw;
  if (!Array.isArray(given)) return { problem: 'is not a list of rules' };
  const rules = given.map(toRule);
  const value = rules.filter((rule) => rule !== undefined);
  return value.length === rules.length
    ? { value }
    : { value, problem: 'has a rule that can not be read; left out' };
};

function toRule(entry: unknown): SpanRule | undefined {
  if (typeof entry === 'function') return entry as SpanRule;
  return typeof entry === 'string' ? fromTexts(ruleTexts(entry, '&')) : fromObject(entry);
}

function fromTexts(texts: readonly RuleText[]): Pattern | undefined {
  const draft: Draft = {};
  for (const { name, value = '' } of texts) if (!addText(draft, name, value)) return undefined;
  return Object.freeze(draft);
}

function addText(draft: Draft, name: string, value: string): boolean {
  if (name !== 'attribute') return add(draft, name === 'shorter' ? 'shorterThan' : name, value);
  const [key, pattern] = keyAndValue(value, '*');
  return key !== '' && add(draft, 'attributes', { ...draft.attributes, [key]: pattern });
}

/** A rule without anything would leave out all spans. */
function fromObject(entry: unknown): Pattern | undefined {
  const draft: Draft = {};
  const given = Object.entries(Object(entry)).filter(([, value]) => value !== undefined);
  const isRead = given.every(([name, value]) => add(draft, name, value));
  return isRead && given.length > 0 ? Object.freeze(draft) : undefined;
}

function add(draft: Draft, name: string, value: unknown): boolean {
  const parsed = parsers[name as keyof Pattern]?.(value);
  if (parsed !== undefined) Object.assign(draft, { [name]: parsed });
  return parsed !== undefined;
}

const parsers: { readonly [Key in keyof Required<Pattern>]: (value: unknown) => Pattern[Key] } = {
  name: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  kind: (value) => kinds.find((kind) => kind === String(value).toLowerCase()),
  attributes(value) {
    if (typeof value !== 'object' || value === null) return undefined;
    const texts = Object.entries(value).map(([key, each]) => [key, String(each)]);
    return texts.length > 0 ? Object.freeze(Object.fromEntries(texts)) : undefined;
  },
  shorterThan: (value) => numberFrom(0, value),
};
