import type { Trigger } from '../../core/trigger.ts';
import { httpServerSpan } from '../../triggers/http-server-span.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';
import { httpFailure, proxyResult } from './http-result.ts';
import { isProxyEvent } from './proxy-event.ts';
import { requestHeaders } from './request-headers.ts';
import { queryOfEncoded } from './url-query.ts';

/** Application Load Balancers, with or without multi-value headers on the target group. */
export const alb: Trigger<Fields> = {
  matches: (event): event is Fields =>
    isProxyEvent(event) &&
    text(event, 'httpMethod') !== undefined &&
    text(event, 'version') === undefined &&
    isRecord(field(field(event, 'requestContext'), 'elb')),

  rootSpan: (event) =>
    httpServerSpan({
      method: text(event, 'httpMethod') ?? '',
      path: text(event, 'path'),
      query: queryOfEncoded(event),
      headers: requestHeaders(event),
    }),

  result: proxyResult,
  failure: httpFailure,
};
