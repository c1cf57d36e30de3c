import type { Attributes } from '@opentelemetry/api';
import type { ResultSummary } from '../../core/trigger.ts';
import { statusSummary, validStatus } from '../../triggers/http-status.ts';
import { field } from '../../triggers/payload-fields.ts';

/** The client gets it in place of an answer that is malformed, or where the handler throws. */
const badGateway = 502;

/** For an error of the handler's; API Gateway, function URLs and load balancers answer alike. */
export const httpFailure: Attributes = { 'http.response.status_code': badGateway };

/** A result in the proxy format. One without a valid status code is malformed. */
export function proxyResult(value: unknown): ResultSummary {
  return statusSummary(validStatus(field(value, 'statusCode')) ?? badGateway);
}

/**
 * A result in payload format 2.0: without a status code, the whole of it is the body of a 200.
 * What becomes of an invalid code is not documented, so nothing is said about it.
 */
export function inferredResult(value: unknown): ResultSummary {
  return statusSummary(field(value, 'statusCode') ?? 200);
}
