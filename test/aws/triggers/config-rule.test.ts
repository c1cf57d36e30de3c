import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { configRule } from '../../../src/aws/triggers/config-rule.ts';
import { readEvent } from './events.ts';

test('a rule tells its name, but not what it is to judge', () => {
  expect(configRule.rootSpan(readEvent('config-rule/change'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.config.rule.arn':
        'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-0123456',
      'aws.config.rule.name': 'tagged',
    },
  });
});

test('a periodic evaluation tells the same, as far as it knows', () => {
  const { attributes } = configRule.rootSpan(readEvent('config-rule/periodic'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.config.rule.arn': 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-0123456',
  });
});
