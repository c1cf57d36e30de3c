import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, text } from '../../triggers/payload-fields.ts';

/** Custom rules of AWS Config. All names are ours. */
export const configRule: Trigger<Fields> = {
  matches: (event): event is Fields =>
    text(event, 'invokingEvent') !== undefined && text(event, 'configRuleArn') !== undefined,

  rootSpan: (event) =>
    eventSpan('other', {
      'aws.config.rule.arn': text(event, 'configRuleArn'),
      'aws.config.rule.name': text(event, 'configRuleName'),
    }),
};
