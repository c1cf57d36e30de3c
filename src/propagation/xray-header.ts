import type { SenderSpan } from './remote-parent.ts';

/** The fields of an `X-Amzn-Trace-Id` header by name, in the order in which they came. */
export type XRayFields = ReadonlyMap<string, string>;

/** What may be sent on in a header again. AWS's headers are far shorter. */
const printable = /^[ -~]{0,4096}$/;
const dayMs = 24 * 3_600_000;
/** SQS keeps messages for up to 14 days. */
const oldestMs = 15 * dayMs;

/**
 * Reads fields by name, never by position: load balancers put `Self` first, and Lambda adds `Lineage`. Of fields with
 * the same name the first counts. Empty where there is no header.
 */
export function parseXRayHeader(header: string | undefined): XRayFields {
  const fields = new Map<string, string>();
  if (header === undefined || !printable.test(header)) return fields;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    if (name !== '' && !fields.has(name)) fields.set(name, part.slice(equals + 1).trim());
  }
  return fields;
}

export function formatXRayHeader(fields: XRayFields): string {
  return Array.from(fields, ([name, value]) => `${name}=${value}`).join(';');
}

/** The sender, where the header names both its trace and its span. A missing `Sampled`, or `?`, leaves the decision open. */
export function xRaySender(fields: XRayFields): SenderSpan | undefined {
  const root = /^1-([\da-f]{8})-([\da-f]{24})$/i.exec(fields.get('Root') ?? '');
  const spanId = fields.get('Parent')?.toLowerCase();
  if (!root || spanId === undefined) return undefined;
  const flag = fields.get('Sampled');
  return {
    traceId: `${root[1]}${root[2]}`.toLowerCase(),
    spanId,
    sampled: flag === '1' || flag === '0' ? flag === '1' : undefined,
  };
}

/** A W3C trace id in X-Ray's notation. */
export function xRayRoot(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

/**
 * Whether AWS made a trace id up, rather than a tracer: its ids begin with the time, in epoch seconds. A random id
 * looks so with a probability of 0.0003.
 */
export function isMintedByAws(traceId: string, now: number = Date.now()): boolean {
  const time = Number.parseInt(traceId.slice(0, 8), 16) * 1_000;
  return time > now - oldestMs && time < now + dayMs;
}
