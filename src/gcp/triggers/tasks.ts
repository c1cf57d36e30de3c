import type { Trigger } from '../../core/trigger.ts';
import { withAttributes } from '../../triggers/event-span.ts';
import { text } from '../../triggers/payload-fields.ts';
import { waited } from '../../triggers/waiting-time.ts';
import { answerSummary } from './event-trigger.ts';
import { type HttpCall, http } from './http.ts';
import { httpRequestSpan } from './http-request-span.ts';

/** Tasks of Cloud Tasks. The names of their attributes are ours. */
export const tasks: Trigger<HttpCall> = {
  matches: (call): call is HttpCall =>
    http.matches(call) && text(call.request.headers, 'x-cloudtasks-taskname') !== undefined,

  rootSpan: ({ request }) => {
    const { headers } = request;
    const retries = Number(text(headers, 'x-cloudtasks-taskretrycount') ?? Number.NaN);
    const eta = Number(text(headers, 'x-cloudtasks-tasketa') ?? Number.NaN);
    return withAttributes(httpRequestSpan(request), {
      'faas.trigger': 'pubsub',
      'gcp.cloud_tasks.queue.name': text(headers, 'x-cloudtasks-queuename'),
      'gcp.cloud_tasks.task.name': text(headers, 'x-cloudtasks-taskname'),
      'antifreeze.message.delivery_count': Number.isInteger(retries) ? retries + 1 : undefined,
      ...waited(eta * 1000),
    });
  },
  result: answerSummary,
};
