import type { ResultSummary } from '../core/trigger.ts';

/** Says nothing where `status` is none. On the server's side only 5xx is a failure; 4xx is the client's. */
export function statusSummary(status: unknown): ResultSummary {
  const code = validStatus(status);
  if (code === undefined) return { attributes: {} };
  return {
    attributes: { 'http.response.status_code': code },
    errorType: code >= 500 ? String(code) : undefined,
  };
}

/** A status code, which AWS's gateways also take as a numeric string. */
export function validStatus(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  const valid = typeof code === 'number' && Number.isInteger(code) && code >= 100 && code < 600;
  return valid ? code : undefined;
}
