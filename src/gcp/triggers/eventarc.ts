import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { eventContext } from './event-context.ts';
import { type EventCall, eventTrigger } from './event-trigger.ts';

/** Every other event: of another Google service, a partner, or the user's own application. */
export const eventarc: Trigger<EventCall> = eventTrigger(/^./, (call) =>
  eventSpan('other', {}, eventContext(call)),
);
