import type { Trigger } from '../../core/trigger.ts';
import type { Fields } from '../../triggers/payload-fields.ts';
import { httpPayload2Span, isFunctionUrlDomain, isHttpPayload2 } from './http-payload-2.ts';
import { httpFailure, inferredResult } from './http-result.ts';

/** API Gateway HTTP APIs, payload format 2.0. With format 1.0 they look like REST APIs and are taken as such. */
export const apiGatewayHttp: Trigger<Fields> = {
  matches: (event): event is Fields => isHttpPayload2(event) && !isFunctionUrlDomain(event),
  rootSpan: httpPayload2Span,
  result: inferredResult,
  failure: httpFailure,
};
