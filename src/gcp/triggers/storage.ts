import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { text } from '../../triggers/payload-fields.ts';
import { documentOperation } from './document-operation.ts';
import { eventContext } from './event-context.ts';
import { type EventCall, eventTrigger } from './event-trigger.ts';
import { partsAfter } from './resource-name.ts';

/** Objects of Cloud Storage, of both generations. */
export const storage: Trigger<EventCall> = eventTrigger(
  /^google\.cloud\.storage\.object\.v1\.|^google\.storage\.object\.|^providers\/cloud\.storage\//,
  (call) => {
    const { type, time, data, source, subject } = call.event;
    return eventSpan(
      'datasource',
      {
        // A server's request comes without its data.
        'faas.document.collection': text(data, 'bucket') ?? partsAfter(source, 'buckets'),
        'faas.document.name': text(data, 'name') ?? partsAfter(subject, 'objects'),
        'faas.document.operation': documentOperation(type),
        'faas.document.time': text(data, 'updated') ?? time,
      },
      eventContext(call),
    );
  },
);
