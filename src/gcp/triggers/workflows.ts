import type { Trigger } from '../../core/trigger.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { text } from '../../triggers/payload-fields.ts';
import { answerSummary } from './event-trigger.ts';
import { type HttpCall, http } from './http.ts';
import { httpRequestSpan } from './http-request-span.ts';

/** What Workflows appends to whatever user agent a step names: https://cloud.google.com/workflows/docs/http-requests. */
const userAgent = 'GoogleCloudWorkflows; (+https://cloud.google.com/workflows/docs)';

/** Steps of Workflows that call a URL, and wait for its answer. Nothing else tells of the workflow. */
export const workflows: Trigger<HttpCall> = {
  matches: (call): call is HttpCall =>
    http.matches(call) && text(call.request.headers, 'user-agent')?.endsWith(userAgent) === true,

  rootSpan: ({ request }) =>
    withAttributes(httpRequestSpan(request), { 'user_agent.name': 'GoogleCloudWorkflows' }),
  result: answerSummary,
};
