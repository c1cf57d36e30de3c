import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { guard } from '../support/guard.ts';

/** Header fields by name, in any spelling. A value is a string or a list of strings; whatever else there is counts as absent. */
export type Headers = Readonly<Record<string, unknown>>;

/** Reads a field whatever its spelling. Repeated fields come as one, joined by commas (RFC 9110, 5.3). */
export function readHeader(headers: Headers | null | undefined, name: string): string | undefined {
  const spelling = spellingIn(headers, name);
  return spelling === undefined ? undefined : combined(headers?.[spelling]);
}

/** Reads as `readHeader` does. */
export const headersGetter: TextMapGetter<Headers | null | undefined> = {
  keys: (headers) => Object.keys(headers ?? {}),
  get: readHeader,
};

/** Writes a field in place of any other spelling of it. */
export const headersSetter: TextMapSetter<Record<string, unknown>> = {
  set: (headers, name, value) => {
    const wanted = name.toLowerCase();
    for (const spelling of Object.keys(headers)) {
      if (isSpellingOf(wanted, spelling)) delete headers[spelling];
    }
    headers[name] = value;
  },
};

/** A field may come in two spellings, of which one is nothing that tells of a sender; more than that is no accident. */
const mostSpellings = 2;

/** The context that headers carry by the global propagator, or undefined where they carry none. */
export function contextFromHeaders(headers: Headers | undefined): Context | undefined {
  if (!headers) return undefined;
  return guard('reading the context of the request', () => extract(headers, mostSpellings));
}

function extract(headers: Headers, spellings: number): Context | undefined {
  const found = propagation.extract(ROOT_CONTEXT, headers, headersGetter);
  if (trace.getSpanContext(found)) return found;
  const others = spellings > 1 ? otherSpellings(headers) : undefined;
  const other = others && extract(others, spellings - 1);
  if (other && trace.getSpanContext(other)) return other;
  return found === ROOT_CONTEXT ? undefined : found;
}

/** The headers without the spelling that is read first, where there is another one of the same field. */
function otherSpellings(headers: Headers): Headers | undefined {
  let others: Headers | undefined;
  for (const field of propagation.fields()) {
    const read = spellingIn(headers, field);
    if (read === undefined) continue;
    const { [read]: _, ...rest } = others ?? headers;
    if (spellingIn(rest, field) !== undefined) others = rest;
  }
  return others;
}

/** The name under which a field is read: it has a value there. */
function spellingIn(headers: Headers | null | undefined, name: string): string | undefined {
  const wanted = name.toLowerCase();
  if (combined(headers?.[wanted]) !== undefined) return wanted;
  for (const spelling in headers) {
    const isIt = isSpellingOf(wanted, spelling) && combined(headers[spelling]) !== undefined;
    if (isIt) return spelling;
  }
  return undefined;
}

/** Lengths first: most names differ there, and none of those is lower-cased. */
function isSpellingOf(wanted: string, name: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}

function combined(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const lines = value.filter((line) => typeof line === 'string');
  return lines.length > 0 ? lines.join(',') : undefined;
}
