import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { documentOperation } from './document-operation.ts';
import { eventContext } from './event-context.ts';
import { type EventCall, eventTrigger } from './event-trigger.ts';
import { partsAfter } from './resource-name.ts';

/** Users of Firebase Authentication. Their ids are left out: they are people. */
export const firebaseAuth: Trigger<EventCall> = eventTrigger(
  /^google\.firebase\.auth\.user\.v1\.|^providers\/firebase\.auth\//,
  (call) =>
    eventSpan(
      'datasource',
      {
        'faas.document.collection': 'users',
        'faas.document.operation': documentOperation(call.event.type),
        'faas.document.time': call.event.time,
      },
      eventContext(call),
    ),
);

/** Places in a Firebase Realtime Database. */
export const firebaseDatabase: Trigger<EventCall> = eventTrigger(
  /^google\.firebase\.database\.ref\.v1\.|^providers\/google\.firebase\.database\//,
  (call) => {
    const { type, source, subject, time } = call.event;
    return eventSpan(
      'datasource',
      {
        'faas.document.collection': partsAfter(source, 'instances')?.split('/')[0],
        'faas.document.name': partsAfter(subject ?? source, 'refs'),
        'faas.document.operation': documentOperation(type),
        'faas.document.time': time,
      },
      eventContext(call),
    );
  },
);
