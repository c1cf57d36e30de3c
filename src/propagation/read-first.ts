import type { TextMapGetter } from '@opentelemetry/api';

/** The first value of a header that is meant to come once. Undefined where there is none, or no text. */
export function readFirst(
  getter: TextMapGetter,
  carrier: unknown,
  name: string,
): string | undefined {
  const found: unknown = getter.get(carrier, name);
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return typeof first === 'string' ? first.trim() : undefined;
}
