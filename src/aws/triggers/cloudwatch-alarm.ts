import type { Trigger } from '../../core/trigger.ts';
import { textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';

/** CloudWatch alarms that invoke the function themselves, not through SNS or EventBridge. All names are ours. */
export const cloudwatchAlarm: Trigger<Fields> = {
  matches: (event): event is Fields =>
    field(event, 'source') === 'aws.cloudwatch' &&
    textAt(event, 'alarmData', 'alarmName') !== undefined,

  rootSpan: (event) =>
    eventSpan('other', {
      'aws.cloudwatch.alarm.arn': text(event, 'alarmArn'),
      'aws.cloudwatch.alarm.name': textAt(event, 'alarmData', 'alarmName'),
      'aws.cloudwatch.alarm.state': textAt(event, 'alarmData', 'state', 'value'),
      ...waited(epochMs(text(event, 'time'))),
    }),
};
