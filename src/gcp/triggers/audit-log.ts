import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { text } from '../../triggers/payload-fields.ts';
import { eventContext } from './event-context.ts';
import { type EventCall, eventTrigger } from './event-trigger.ts';

/** Calls of Google's own APIs, as Cloud Audit Logs tell of them. The names of the attributes are ours. */
export const auditLog: Trigger<EventCall> = eventTrigger(
  /^google\.cloud\.audit\.log\.v1\./,
  (call) => {
    const { cloudEvent } = call.event;
    return eventSpan(
      'other',
      {
        'gcp.audit_log.service_name': text(cloudEvent, 'servicename'),
        'gcp.audit_log.method_name': text(cloudEvent, 'methodname'),
        'gcp.audit_log.resource_name': text(cloudEvent, 'resourcename'),
      },
      eventContext(call),
    );
  },
);
