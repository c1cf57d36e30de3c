import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapSetter,
} from '@opentelemetry/api';
import { guard } from '../support/guard.ts';

/** Header fields by name, in any spelling. A value is a string or a list of strings; whatever else there is counts as absent. */
export type Headers = Readonly<Record<string, unknown>>;

/** Reads a field whatever its spelling. Repeated fields come as one, joined by commas (RFC 9110, 5.3). */
export function readHeader(headers: Headers | null | undefined, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return combined(headers?.[wanted]) ?? scan(headers, wanted);
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

/** The context that headers carry by the global propagator, or undefined where they carry none. */
export function contextFromHeaders(headers: Headers | undefined): Context | undefined {
  if (!headers) return undefined;
  const found = guard('reading the context of the request', () =>
    propagation.extract(ROOT_CONTEXT, headers, headersGetter),
  );
  return found === ROOT_CONTEXT ? undefined : found;
}

function scan(headers: Headers | null | undefined, wanted: string): string | undefined {
  for (const spelling in headers) {
    if (isSpellingOf(wanted, spelling)) {
      const value = combined(headers[spelling]);
      if (value !== undefined) return value;
    }
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
