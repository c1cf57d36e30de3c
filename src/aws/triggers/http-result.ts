import type { ResultSummary } from '../../core/trigger.ts';
import { statusSummary, validStatus } from '../../triggers/http-status.ts';
import { field } from '../../triggers/payload-fields.ts';

/** A result in the proxy format. One without a valid status code is malformed, and the client gets a 502 in its place. */
export function proxyResult(value: unknown): ResultSummary {
  return statusSummary(validStatus(field(value, 'statusCode')) ?? 502);
}

/**
 * A result in payload format 2.0: without a status code, the whole of it is the body of a 200.
 * What becomes of an invalid code is not documented, so nothing is said about it.
 */
export function inferredResult(value: unknown): ResultSummary {
  return statusSummary(field(value, 'statusCode') ?? 200);
}
