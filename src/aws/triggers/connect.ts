import type { Trigger } from '../../core/trigger.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';

/** The second is how AWS's first examples have it. */
const names: ReadonlySet<unknown> = new Set(['ContactFlowEvent', 'ContactFlowExecution']);

/** Flows of Amazon Connect. Nothing of the customer is on the span; all names are ours. */
export const connect: Trigger<Fields> = {
  matches: (event): event is Fields =>
    names.has(field(event, 'Name')) &&
    textAt(event, 'Details', 'ContactData', 'ContactId') !== undefined,

  rootSpan: (event) => {
    const contact = at(event, 'Details', 'ContactData');
    return eventSpan('other', {
      'aws.connect.instance.arn': text(contact, 'InstanceARN'),
      'aws.connect.contact.id': text(contact, 'ContactId'),
      'aws.connect.contact.initial_id': text(contact, 'InitialContactId'),
      'aws.connect.channel': text(contact, 'Channel'),
    });
  },
};
