import type { Trigger } from '../../core/trigger.ts';
import { textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';

/**
 * Schedules, of EventBridge rules and of EventBridge Scheduler, where no input of the user's own replaces the event.
 * The event doesn't tell the schedule's expression. The names of the ARNs are ours.
 */
export const scheduled: Trigger<Fields> = {
  matches: (event): event is Fields =>
    field(event, 'detail-type') === 'Scheduled Event' && (isOfRule(event) || isOfScheduler(event)),

  rootSpan: (event) => {
    const time = text(event, 'time');
    const arn = textAt(event, 'resources', '0');
    return eventSpan('timer', {
      'faas.time': time,
      'aws.eventbridge.rule.arn': isOfRule(event) ? arn : undefined,
      'aws.scheduler.schedule.arn': isOfScheduler(event) ? arn : undefined,
      ...waited(epochMs(time)),
    });
  },
};

function isOfRule(event: unknown): boolean {
  return field(event, 'source') === 'aws.events';
}

function isOfScheduler(event: unknown): boolean {
  return field(event, 'source') === 'aws.scheduler';
}
