import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { cloudformation } from '../../../src/aws/triggers/cloudformation.ts';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { readEvent } from './events.ts';

test('a custom resource tells what is to be done with it, but neither its properties nor the URL for the answer', () => {
  expect(cloudformation.rootSpan(readEvent('cloudformation/create'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.cloudformation.request_type': 'Create',
      'aws.cloudformation.request.id': 'unique-1',
      'aws.cloudformation.stack.id':
        'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/5f2a4d1c',
      'aws.cloudformation.resource.type': 'Custom::Seed',
      'aws.cloudformation.resource.logical_id': 'Seed',
    },
  });
});

test('an update keeps the old properties to itself, too', () => {
  const { attributes } = cloudformation.rootSpan(readEvent('cloudformation/update'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.cloudformation.request_type': 'Update',
    'aws.cloudformation.request.id': 'unique-1',
    'aws.cloudformation.stack.id':
      'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/5f2a4d1c',
    'aws.cloudformation.resource.type': 'Custom::Seed',
    'aws.cloudformation.resource.logical_id': 'Seed',
  });
});

test('a deletion is told as such', () => {
  const { attributes } = cloudformation.rootSpan(readEvent('cloudformation/delete'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.cloudformation.request_type': 'Delete',
    'aws.cloudformation.request.id': 'unique-1',
    'aws.cloudformation.stack.id':
      'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/5f2a4d1c',
    'aws.cloudformation.resource.type': 'Custom::Seed',
    'aws.cloudformation.resource.logical_id': 'Seed',
  });
});

test('a resource behind the provider of the CDK has no URL for the answer', () => {
  const { attributes } = cloudformation.rootSpan(
    readEvent('cloudformation/cdk-is-complete'),
    undefined,
  );

  expect(recognize(readEvent('cloudformation/cdk-is-complete'))).toBe(cloudformation);
  expect(attributes).toMatchObject({ 'aws.cloudformation.request_type': 'Update' });
});
