import type { Context } from '@opentelemetry/api';
import type { ContextFields } from './context-fields.ts';
import { contextFromJson, withJsonContext } from './json-object.ts';

const openingBrace = 0x7b;

/** A record's data with the context in its JSON object. Undefined for any other data, and where it carries one. */
export function withKinesisContext(
  data: Uint8Array,
  fields: ContextFields,
): Uint8Array | undefined {
  const changed = withJsonContext(jsonText(data), fields);
  return changed === undefined ? undefined : new TextEncoder().encode(changed);
}

/** The context that a record's data carries: bytes or, in a Lambda event, base64. */
export function contextFromKinesis(data: Uint8Array | string): Context | undefined {
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : data;
    return contextFromJson(JSON.parse(jsonText(bytes)));
  } catch {
    return undefined;
  }
}

/** Empty where the data can't be a JSON object. Strictly UTF-8, as its bytes must come out again as they were. */
function jsonText(data: Uint8Array): string {
  if (data[0] !== openingBrace) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return '';
  }
}
