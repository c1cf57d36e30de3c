import type { Parse } from './parsed.ts';

/** Names and texts, such as the headers of a request. */
export type KeyValues = Readonly<Record<string, string>>;

/** What HTTP allows (RFC 9110, 5.1 and 5.5); Node.js refuses to send anything else. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** One entry of a list in text: the value of a header may hold `=`, that of an attribute must encode it. */
const headerEntry = /^([^=]*)=(.*)$/s;
const attributeEntry = /^([^=]*)=([^=]*)$/;

/** HTTP headers, with names in lower case. Entries that can't be sent are left out. */
export const headers: Parse<KeyValues> = (raw) => {
  const entries = toEntries(raw, headerEntry);
  const good = entries.filter((entry) => entry !== undefined).filter(isHeader);
  const value = Object.fromEntries(good.map(([name, text]) => [name.toLowerCase(), text]));
  return good.length === entries.length
    ? { value }
    : { value, problem: 'has an entry that is not a valid header; that entry is left out' };
};

/** Attributes of the resource. One bad entry discards all of them, as the specification wants. */
export const resourceAttributes: Parse<KeyValues> = (raw) => {
  const entries = toEntries(raw, attributeEntry);
  const good = entries.filter((entry) => entry !== undefined);
  return good.length === entries.length
    ? { value: Object.fromEntries(good) }
    : { problem: 'has an entry that is not a key, "=" and a percent-encoded value' };
};

type Entry = readonly [key: string, value: string];

/** `undefined` stands for an entry that can't be read. */
function toEntries(raw: unknown, pattern: RegExp): (Entry | undefined)[] {
  if (typeof raw === 'string') {
    return raw
      .split(',')
      .filter((entry) => entry.trim())
      .map((entry) => decodeEntry(pattern.exec(entry)));
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [undefined];
  return Object.entries(raw)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => (key && typeof value === 'string' ? [key, value] : undefined));
}

function decodeEntry(match: RegExpExecArray | null): Entry | undefined {
  try {
    const [, key = '', value = ''] = match?.map((part) => decodeURIComponent(part.trim())) ?? [];
    return key ? [key, value] : undefined;
  } catch {
    return undefined;
  }
}

function isHeader([name, value]: Entry): boolean {
  return headerName.test(name) && headerValue.test(value);
}
