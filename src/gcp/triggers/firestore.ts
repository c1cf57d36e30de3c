import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { documentOperation } from './document-operation.ts';
import { eventContext } from './event-context.ts';
import { type EventCall, eventTrigger } from './event-trigger.ts';
import { partsAfter } from './resource-name.ts';

/** Firestore documents, of both generations. The data may be Protocol Buffers, so only what is beside them is read. */
export const firestore: Trigger<EventCall> = eventTrigger(
  /^google\.cloud\.firestore\.document\.v1\.|^providers\/cloud\.firestore\//,
  (call) => {
    const { type, subject, source, time } = call.event;
    const path = partsAfter(subject ?? source, 'documents');
    return eventSpan(
      'datasource',
      {
        'faas.document.collection': path && collectionOf(path),
        'faas.document.name': path,
        'faas.document.operation': documentOperation(type),
        'faas.document.time': time,
      },
      eventContext(call),
    );
  },
);

/** Collections and documents alternate: `orders/42/items/7` is in `orders/items`, so to speak. */
function collectionOf(path: string): string {
  const parts = path.split('/');
  return parts.filter((_, index) => index % 2 === 0).join('/');
}
