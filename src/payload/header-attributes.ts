import type { Attributes } from '@opentelemetry/api';
import { redacted } from './redacted.ts';
import type { Redact } from './redactor.ts';

/** Which headers are kept of requests or responses, and what is hidden of them. */
export interface HeaderRules {
  /** Of names in lower case. */
  readonly wanted: RegExp;
  readonly isSecret: (name: string) => boolean;
  readonly redact: Redact;
  readonly limit: number;
}

/** Most headers of one message. */
const mostHeaders = 64;

/**
 * The attributes that the HTTP conventions have for headers, `http.request.header.<key>`, each a list. `headers` are in any
 * of the forms that Node.js, undici and events have: fields of an object, names and values in turn, or the head of a message.
 */
export function headerAttributes(
  prefix: 'http.request.header.' | 'http.response.header.',
  headers: unknown,
  { wanted, isSecret, redact, limit }: HeaderRules,
): Attributes {
  const found: Record<string, string[]> = {};
  for (const [given, value] of fieldsOf(headers)) {
    const name = given.toLowerCase();
    if (name.startsWith(':') || !wanted.test(name)) continue;
    const shown = isSecret(name) ? redacted : redact(value, limit);
    const attribute = prefix + name;
    if (attribute in found) found[attribute]?.push(shown);
    else if (Object.keys(found).length < mostHeaders) found[attribute] = [shown];
  }
  return found;
}

/** The text of one header, by its name in lower case; empty where there is none. */
export function headerOf(headers: unknown, wanted: string): string {
  const [, value = ''] = fieldsOf(headers).find(([name]) => name.toLowerCase() === wanted) ?? [];
  return value;
}

function fieldsOf(headers: unknown): (readonly [name: string, value: string])[] {
  if (typeof headers === 'string') return fieldsOfHead(headers);
  if (Array.isArray(headers)) return fieldsInTurn(headers);
  return Object.entries(Object(headers) as object).flatMap(([name, value]) =>
    valuesOf(name, value),
  );
}

function fieldsOfHead(head: string): (readonly [string, string])[] {
  return head.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 && !/\s/.test(line.slice(0, colon))
      ? [[line.slice(0, colon), line.slice(colon + 1).trim()] as const]
      : [];
  });
}

function fieldsInTurn(list: readonly unknown[]): (readonly [string, string])[] {
  return list.flatMap((name, index) =>
    index % 2 === 0 ? valuesOf(String(name), list[index + 1]) : [],
  );
}

function valuesOf(name: string, value: unknown): (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesOf(name, each));
  if (typeof value === 'string' || typeof value === 'number') return [[name, String(value)]];
  return value instanceof Uint8Array ? [[name, Buffer.from(value).toString('latin1')]] : [];
}
