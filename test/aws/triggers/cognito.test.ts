import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { cognito } from '../../../src/aws/triggers/cognito.ts';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { readEvent } from './events.ts';

test('a trigger tells its pool and client, but nothing of the user', () => {
  expect(cognito.rootSpan(readEvent('cognito/pre-sign-up'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.cognito.trigger_source': 'PreSignUp_SignUp',
      'aws.cognito.user_pool.id': 'eu-west-1_AbCdEfGhI',
      'aws.cognito.client.id': '1example23456789',
    },
  });
});

test('the answer to a challenge stays out of the span', () => {
  const { attributes } = cognito.rootSpan(readEvent('cognito/custom-challenge'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.cognito.trigger_source': 'VerifyAuthChallengeResponse_Authentication',
    'aws.cognito.user_pool.id': 'eu-west-1_AbCdEfGhI',
    'aws.cognito.client.id': '1example23456789',
  });
});

test('a custom sender may not know the client', () => {
  const { attributes } = cognito.rootSpan(readEvent('cognito/custom-sender'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.cognito.trigger_source': 'CustomEmailSender_SignUp',
    'aws.cognito.user_pool.id': 'eu-west-1_AbCdEfGhI',
  });
});

test('a trigger may not say which one it is', () => {
  const event = readEvent('cognito/without-trigger-source');

  expect(recognize(event)).toBe(cognito);
  expect(cognito.rootSpan(event, undefined).attributes).not.toHaveProperty([
    'aws.cognito.trigger_source',
  ]);
});
