import type { Trigger } from '../../core/trigger.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { text } from '../../triggers/payload-fields.ts';
import { epochMs, isoTime, waited } from '../../triggers/waiting-time.ts';
import { answerSummary } from './event-trigger.ts';
import { type HttpCall, http } from './http.ts';
import { httpRequestSpan } from './http-request-span.ts';

/** Jobs of Cloud Scheduler that call a URL. The name of the job's attribute is ours. */
export const scheduler: Trigger<HttpCall> = {
  matches: (call): call is HttpCall =>
    http.matches(call) && text(call.request.headers, 'x-cloudscheduler') !== undefined,

  rootSpan: ({ request }) => {
    const { headers } = request;
    const time = text(headers, 'x-cloudscheduler-scheduletime');
    return withAttributes(httpRequestSpan(request), {
      'faas.trigger': 'timer',
      'faas.time': isoTime(epochMs(time)),
      'gcp.cloud_scheduler.job.name': text(headers, 'x-cloudscheduler-jobname'),
      ...waited(epochMs(time)),
    });
  },
  result: answerSummary,
};
