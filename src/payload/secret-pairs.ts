import { redacted } from './redacted.ts';

/** What decides about the names and the values in a text. */
export interface PairRules {
  namesSecret(name: string): boolean;
  /** The same value without its secrets. */
  redact(value: string): string;
}

/** Where names end: `name=value`, `"name": "value"`, `Name: value`. */
const separator = /[=:]/g;
const inName = /[\w.$%[\]-]/;
const besideName = /[\s"'`\\]/;
const longestName = 256;
const mostBeside = 8;
/** Names of what goes on until the end of its line. */
const ofLines = /authoriz|cookie/i;
const endOfLine = /[\r\n]|$/g;
const endOfValue = /[&\s"'`<>]|$/g;

/**
 * Redacts the values of secret names in a text of any kind: forms, query strings, headers, logs, XML, multipart bodies. A
 * value may be encoded for URLs, and hold another such text.
 */
export function redactPairs(text: string, rules: PairRules): string {
  return redactParts(redactElements(redactAssignments(text, rules), rules), rules);
}

function redactAssignments(text: string, rules: PairRules): string {
  const changeAt = changes(text, rules);
  let done = '';
  let place = 0;
  for (const { 0: sign, index } of text.matchAll(separator)) {
    const name = index < place ? '' : nameBefore(text, index, place);
    const change = name === '' ? undefined : changeAt(name, sign, index + 1);
    if (!change) continue;
    done += text.slice(place, change.from) + change.value;
    place = change.to;
  }
  return done + text.slice(place);
}

/** Tells what has to be changed after a name and its sign. */
function changes(
  text: string,
  rules: PairRules,
): (name: string, sign: string, start: number) => Change | undefined {
  /** Where the value ends that has been looked into: whatever has signs within it is read once. */
  let seen = 0;
  return (name, sign, start) => {
    if (rules.namesSecret(decoded(name))) return secretAfter(text, start, name, sign);
    if (sign !== '=' || start <= seen) return undefined;
    seen = find(endOfValue, text, start);
    return changeWithin(text, start, seen, rules);
  };
}

function nameBefore(text: string, index: number, least: number): string {
  let end = index;
  while (end > least && index - end < mostBeside && besideName.test(text[end - 1] ?? '')) end -= 1;
  let start = end;
  while (start > least && end - start < longestName && inName.test(text[start - 1] ?? ''))
    start -= 1;
  return text.slice(start, end);
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

function secretAfter(text: string, start: number, name: string, sign: string): Change | undefined {
  // The name is a scheme, or a host.
  if (text.startsWith('//', start)) return undefined;
  const [before = '', quote = ''] =
    /^\s{0,8}(\\{0,7}["'`]|)/.exec(text.slice(start, start + 16)) ?? [];
  const from = start + before.length;
  const end = sign === ':' || ofLines.test(name) ? endOfLine : endOfValue;
  const to = quote ? endOfQuoted(text, from, quote) : find(end, text, from);
  return to > from ? { from, to, value: redacted } : undefined;
}

/** A value that isn't secret by its name may hold what is. */
function changeWithin(
  text: string,
  from: number,
  to: number,
  { redact }: PairRules,
): Change | undefined {
  const value = text.slice(from, to);
  if (!/[%+]/.test(value)) return undefined;
  const plain = decoded(value.replaceAll('+', ' '));
  const clean = redact(plain);
  return clean === plain
    ? undefined
    : { from, to, value: encodeURIComponent(clean.toWellFormed()) };
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let end = text.indexOf(quote, from);
  while (end >= 0 && quote.length === 1 && isEscaped(text, end)) end = text.indexOf(quote, end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, place: number): boolean {
  let count = 0;
  while (count < mostBeside && text[place - 1 - count] === '\\') count += 1;
  return count % 2 === 1;
}

function find(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** What is broken stays as it is, but for what can be read. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[\da-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
}

const element = /<([\w:.-]{1,128})(?:\s[^<>]{0,512})?>(<!\[CDATA\[(?:[^\]]|\](?!\]>))*|[^<]+)/g;
const namedElement =
  /(<(?:\w{1,32}:)?(?:name|key)>([^<]{1,256})<\/[^<>]{1,64}>\s{0,64}<[^<>]{1,256}>)[^<]+/gi;

function redactElements(text: string, { namesSecret }: PairRules): string {
  if (!text.includes('<')) return text;
  return text
    .replace(namedElement, (found, before: string, name: string) =>
      namesSecret(name) ? before + redacted : found,
    )
    .replace(element, (found, name: string, content: string) =>
      namesSecret(name) ? found.slice(0, -content.length) + redacted : found,
    );
}

const part = /(name="([^"]{1,256})"[\s\S]{0,512}?\r?\n\r?\n)([\s\S]*?)(?=\r?\n--|$)/g;

/** Of `multipart/form-data`, RFC 7578. */
function redactParts(text: string, { namesSecret }: PairRules): string {
  if (!text.includes('name="')) return text;
  return text.replace(part, (found, before: string, name: string) =>
    namesSecret(name) ? before + redacted : found,
  );
}
