import type { ResultSummary } from '../../core/trigger.ts';
import { field } from './payload-fields.ts';

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

/** Says nothing where `status` is none. On the server's side only 5xx is a failure; 4xx is the client's. */
export function statusSummary(status: unknown): ResultSummary {
  const code = validStatus(status);
  if (code === undefined) return { attributes: {} };
  return {
    attributes: { 'http.response.status_code': code },
    errorType: code >= 500 ? String(code) : undefined,
  };
}

/** A status code, which the gateways also take as a numeric string. */
function validStatus(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  const valid = typeof code === 'number' && Number.isInteger(code) && code >= 100 && code < 600;
  return valid ? code : undefined;
}
