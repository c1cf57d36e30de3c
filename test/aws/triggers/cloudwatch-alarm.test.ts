import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { cloudwatchAlarm } from '../../../src/aws/triggers/cloudwatch-alarm.ts';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

test('an alarm tells its name and state', () => {
  expect(cloudwatchAlarm.rootSpan(readEvent('cloudwatch-alarm/metric'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.cloudwatch.alarm.arn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:too-many-errors',
      'aws.cloudwatch.alarm.name': 'too-many-errors',
      'aws.cloudwatch.alarm.state': 'ALARM',
      'antifreeze.event.age_ms': 4877,
    },
  });
});

test('without a state or a time that can be read, the name is left', () => {
  const { attributes } = cloudwatchAlarm.rootSpan(
    readEvent('cloudwatch-alarm/composite'),
    undefined,
  );

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.cloudwatch.alarm.arn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:too-many-errors',
    'aws.cloudwatch.alarm.name': 'all-down',
  });
});

test('an alarm is one also where its ARN is not at the top', () => {
  expect(recognize(readEvent('cloudwatch-alarm/without-arn'))).toBe(cloudwatchAlarm);
});
