import type { Headers } from '../../propagation/headers.ts';
import { type Fields, field, isRecord } from '../../triggers/payload-fields.ts';

/** The request's headers in their most complete form. */
export function requestHeaders(event: Fields): Headers | undefined {
  return mostComplete(event, 'multiValueHeaders', 'headers');
}

/**
 * Headers or parameters, of which `multiple` has the repeated ones as lists, too. It should have them all, but events
 * that weren't made by AWS may have some in `single` only.
 */
export function mostComplete(event: Fields, multiple: string, single: string): Fields | undefined {
  const parts = [field(event, single), field(event, multiple)].filter(isRecord);
  if (parts.length < 2) return parts[0];
  const entries = parts.flatMap((part) => Object.entries(part));
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}
