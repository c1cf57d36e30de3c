import type { Trigger } from '../../core/trigger.ts';
import { textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, isRecord, text } from '../../triggers/payload-fields.ts';

/** Triggers of Cognito user pools. Nothing of the user is on the span; all names are ours. */
export const cognito: Trigger<Fields> = {
  matches: (event): event is Fields =>
    text(event, 'userPoolId') !== undefined &&
    (text(event, 'triggerSource') !== undefined || isRecord(field(event, 'callerContext'))),

  rootSpan: (event) =>
    eventSpan('other', {
      'aws.cognito.trigger_source': text(event, 'triggerSource'),
      'aws.cognito.user_pool.id': text(event, 'userPoolId'),
      'aws.cognito.client.id': textAt(event, 'callerContext', 'clientId'),
    }),
};
