import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { scheduled } from '../../../src/aws/triggers/scheduled.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

test.each([
  ['rule', 'aws.eventbridge.rule.arn', 'arn:aws:events:eu-west-1:123456789012:rule/nightly'],
  [
    'scheduler',
    'aws.scheduler.schedule.arn',
    'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly',
  ],
])('a %s tells for when it was due, and how late it is', (name, attribute, arn) => {
  expect(scheduled.rootSpan(readEvent(`scheduled/${name}`), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'timer',
      'faas.time': '2026-11-22T21:12:00Z',
      [attribute]: arn,
      'antifreeze.event.age_ms': 5000,
    },
  });
});

test('an event of the same type from elsewhere is no schedule', () => {
  expect(scheduled.matches({ 'detail-type': 'Scheduled Event', source: 'mine' })).toBe(false);
});
