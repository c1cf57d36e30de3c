import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { codecommit } from '../../../src/aws/triggers/codecommit.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

test('a push tells its repository, branch and commit', () => {
  expect(codecommit.rootSpan(readEvent('codecommit/push'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'vcs.repository.name': 'shop',
      'vcs.ref.head.name': 'main',
      'vcs.ref.head.revision': '4c925148EXAMPLE',
      'aws.codecommit.repository.arn': 'arn:aws:codecommit:eu-west-1:123456789012:shop',
      'antifreeze.event.age_ms': 4877,
    },
  });
});

test('a push of several references tells none of them', () => {
  const { attributes } = codecommit.rootSpan(readEvent('codecommit/two-references'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'vcs.repository.name': 'shop',
    'aws.codecommit.repository.arn': 'arn:aws:codecommit:eu-west-1:123456789012:shop',
    'antifreeze.event.age_ms': 4877,
  });
});

test('the test of a trigger has no reference', () => {
  const { attributes } = codecommit.rootSpan(readEvent('codecommit/trigger-test'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'vcs.repository.name': 'shop',
    'aws.codecommit.repository.arn': 'arn:aws:codecommit:eu-west-1:123456789012:shop',
    'antifreeze.event.age_ms': 4877,
  });
});
