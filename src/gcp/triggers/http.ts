import type { Trigger } from '../../core/trigger.ts';
import { field } from '../../triggers/payload-fields.ts';
import type { FunctionCall, FunctionRequest } from '../function-call.ts';
import { answerSummary } from './event-trigger.ts';
import { httpRequestSpan } from './http-request-span.ts';

/** A call with nothing but a request. */
export interface HttpCall extends FunctionCall {
  readonly request: FunctionRequest;
}

/** Requests of any client. */
export const http: Trigger<HttpCall> = {
  matches: (call): call is HttpCall =>
    field(call, 'signature') === 'http' && field(call, 'request') !== undefined,
  rootSpan: ({ request }) => httpRequestSpan(request),
  result: answerSummary,
};
