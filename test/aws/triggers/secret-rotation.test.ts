import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { secretRotation } from '../../../src/aws/triggers/secret-rotation.ts';
import { readEvent } from './events.ts';

test('a rotation tells its secret by name, and the step', () => {
  expect(secretRotation.rootSpan(readEvent('secret-rotation/create'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.secretsmanager.secret.arn':
        'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
      'aws.secretsmanager.rotation.step': 'createSecret',
    },
  });
});

test('its tokens stay out of the span', () => {
  const { attributes } = secretRotation.rootSpan(readEvent('secret-rotation/finish'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.secretsmanager.secret.arn':
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
    'aws.secretsmanager.rotation.step': 'finishSecret',
  });
});

test('a step that Secrets Manager does not know is none', () => {
  const event = { ...readEvent('secret-rotation/create'), Step: 'toString' };

  expect(secretRotation.matches(event)).toBe(false);
});
