import type { Trigger } from '../../core/trigger.ts';
import type { Fields } from '../../triggers/payload-fields.ts';
import { httpPayload2Span, isFunctionUrlDomain, isHttpPayload2 } from './http-payload-2.ts';
import { httpFailure, inferredResult } from './http-result.ts';

/** Lambda function URLs: payload format 2.0, always on the route `$default`. */
export const functionUrl: Trigger<Fields> = {
  matches: (event): event is Fields => isHttpPayload2(event) && isFunctionUrlDomain(event),
  rootSpan: httpPayload2Span,
  result: inferredResult,
  failure: httpFailure,
};
