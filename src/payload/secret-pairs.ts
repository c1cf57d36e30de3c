import { percentDecoded } from '../support/percent-decoded.ts';
import { redacted } from './redacted.ts';

/** Whether what stands under a name is a secret. */
type NamesSecret = (name: string) => boolean;

/** Where names end: `name=value`, `"name": "value"`, `Name: value`. */
const separator = /[=:]/g;
const inName = /[\w.$%[\]-]/;
const besideName = /[\s"'`\\]/;
const longestName = 256;
const mostBeside = 8;
/** Names of what goes on until the end of its line. */
const ofLines = /authoriz|cookie/i;
const endOfLine = /[\r\n]|$/g;
const endOfValue = /[&\s"<>]|$/g;

/** Redacts the values of secret names in a text of any kind: forms, queries, headers, logs, XML, multipart bodies. */
export function redactPairs(text: string, namesSecret: NamesSecret): string {
  const left = redactAssignments(text, namesSecret);
  return redactParts(redactElements(left, namesSecret), namesSecret);
}

function redactAssignments(text: string, namesSecret: NamesSecret): string {
  let done = '';
  let place = 0;
  for (const { 0: sign, index } of text.matchAll(separator)) {
    const name = index < place ? '' : nameBefore(text, index, place);
    if (name === '' || !namesSecret(percentDecoded(name))) continue;
    const { from, to } = valueAfter(text, index + 1, sign === ':' || ofLines.test(name));
    if (to <= from) continue;
    done += text.slice(place, from) + redacted;
    place = to;
  }
  return done + text.slice(place);
}

function nameBefore(text: string, index: number, least: number): string {
  let end = index;
  while (end > least && index - end < mostBeside && besideName.test(text[end - 1] ?? '')) end -= 1;
  let start = end;
  while (start > least && end - start < longestName && inName.test(text[start - 1] ?? ''))
    start -= 1;
  return text.slice(start, end);
}

/** Where a value begins and ends. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function valueAfter(text: string, start: number, ofLine: boolean): Range {
  // The name is a scheme, or a host.
  if (text.startsWith('//', start)) return { from: start, to: start };
  const [before = '', quote = ''] =
    /^\s{0,8}(\\{0,7}["'`]|)/.exec(text.slice(start, start + 16)) ?? [];
  const from = start + before.length;
  const end = ofLine ? endOfLine : endOfValue;
  return { from, to: quote ? endOfQuoted(text, from, quote) : find(end, text, from) };
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

const element = /<([\w:.-]{1,128})(?:\s[^<>]{0,512})?>(<!\[CDATA\[(?:[^\]]|\](?!\]>))*|[^<]+)/g;
const namedElement =
  /(<(?:\w{1,32}:)?(?:name|key)>([^<]{1,256})<\/[^<>]{1,64}>\s{0,64}<[^<>]{1,256}>)[^<]+/gi;

function redactElements(text: string, namesSecret: NamesSecret): string {
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
function redactParts(text: string, namesSecret: NamesSecret): string {
  if (!text.includes('name="')) return text;
  return text.replace(part, (found, before: string, name: string) =>
    namesSecret(name) ? before + redacted : found,
  );
}
