import type { Trigger } from '../../core/trigger.ts';
import { contextFromRequestPayload } from '../../propagation/message-json.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';

/**
 * Destinations of Lambda's asynchronous invocations: what became of one. The context is that of the event which the
 * other function got. All names are ours.
 */
export const lambdaDestination: Trigger<Fields> = {
  matches: (event): event is Fields =>
    textAt(event, 'requestContext', 'functionArn')?.includes(':lambda:') === true &&
    textAt(event, 'requestContext', 'condition') !== undefined,

  rootSpan: (event) => {
    const invocation = at(event, 'requestContext');
    return eventSpan(
      'other',
      {
        'aws.lambda.destination.function.arn': text(invocation, 'functionArn'),
        'aws.lambda.destination.request.id': text(invocation, 'requestId'),
        'aws.lambda.destination.condition': text(invocation, 'condition'),
        ...waited(epochMs(text(event, 'timestamp'))),
      },
      contextFromRequestPayload(field(event, 'requestPayload')),
    );
  },
};
