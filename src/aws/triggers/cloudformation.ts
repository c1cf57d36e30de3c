import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';

const requestTypes: ReadonlySet<unknown> = new Set(['Create', 'Update', 'Delete']);

/**
 * CloudFormation custom resources, also behind the CDK's provider. The URL for the answer, which not all have, gives
 * access to it, and stays out of the span. All names are ours.
 */
export const cloudformation: Trigger<Fields> = {
  matches: (event): event is Fields =>
    requestTypes.has(field(event, 'RequestType')) &&
    text(event, 'StackId')?.includes(':cloudformation:') === true,

  rootSpan: (event) =>
    eventSpan('other', {
      'aws.cloudformation.request_type': text(event, 'RequestType'),
      'aws.cloudformation.request.id': text(event, 'RequestId'),
      'aws.cloudformation.stack.id': text(event, 'StackId'),
      'aws.cloudformation.resource.type': text(event, 'ResourceType'),
      'aws.cloudformation.resource.logical_id': text(event, 'LogicalResourceId'),
    }),
};
