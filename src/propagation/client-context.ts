import type { Context } from '@opentelemetry/api';
import { type ContextFields, readyFor } from './context-fields.ts';
import { contextFromHeaders } from './headers.ts';

/** What Lambda takes, in bytes of base64. */
const sizeLimit = 3583;

/**
 * An invocation's client context (base64 of JSON) with the context in its `custom` member.
 * Undefined where it carries one of another trace, would pass Lambda's limit, or is nothing that can be added to.
 */
export function withClientContext(
  encoded: string | undefined,
  fields: ContextFields,
): string | undefined {
  const clientContext = decode(encoded);
  const custom = clientContext?.custom ?? {};
  const ready = isObject(custom) && clientContext && readyFor(fields, custom);
  if (!ready) return undefined;

  const json = JSON.stringify({ ...clientContext, custom: { ...ready, ...fields } });
  const changed = Buffer.from(json).toString('base64');
  return changed.length <= sizeLimit ? changed : undefined;
}

/** The context that came in `context.clientContext` of the invoked function. */
export function contextFromClientContext(clientContext: unknown): Context | undefined {
  const custom = isObject(clientContext) ? clientContext['custom'] : undefined;
  return isObject(custom) ? contextFromHeaders(custom) : undefined;
}

function decode(encoded: string | undefined): { custom?: unknown } | undefined {
  if (encoded === undefined) return {};
  try {
    const decoded: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString());
    return isObject(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
