import type { CollectedSpan } from '../otlp/collected-span.ts';
import type { CollectedAttributes, CollectedValue } from '../otlp/fields.ts';

/**
 * Whether a text is in one of the names, or in the name or the value of an attribute. `key=value` asks for that very
 * attribute to have the text in its value. The text is in lower case.
 */
export function matchesText(
  text: string,
  names: readonly string[],
  attributes: CollectedAttributes,
): boolean {
  if (names.some((name) => name.toLowerCase().includes(text))) return true;
  const [, wanted, part = ''] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
  return Object.entries(attributes).some(([key, value]) => {
    if (wanted !== undefined) return key.toLowerCase() === wanted && textOf(value).includes(part);
    return key.toLowerCase().includes(text) || textOf(value).includes(text);
  });
}

/** Whether a text is in a span: in its name, its ids, its status, its attributes, those of its resource and events. */
export function matchesSpan(text: string, span: CollectedSpan): boolean {
  const names = [span.name, span.spanId, span.traceId, span.status.message];
  return (
    matchesText(text, names, span.attributes) ||
    matchesText(text, [], span.resource) ||
    span.events.some((event) => matchesText(text, [event.name], event.attributes))
  );
}

function textOf(value: CollectedValue): string {
  if (typeof value !== 'object') return String(value).toLowerCase();
  const plain = (_key: string, part: unknown) => (typeof part === 'bigint' ? String(part) : part);
  return JSON.stringify(value, plain).toLowerCase();
}
