import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { connect } from '../../../src/aws/triggers/connect.ts';
import { recognize } from '../../../src/aws/triggers/index.ts';
import { readEvent } from './events.ts';

test('a flow tells its contact by id, but nothing of the customer', () => {
  expect(connect.rootSpan(readEvent('connect/call'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.connect.instance.arn':
        'arn:aws:connect:eu-west-1:123456789012:instance/c8c0e68d-2200-4265-82c0-XXXXXXXXXX',
      'aws.connect.contact.id': '4a573372-1f28-4e26-b97b-XXXXXXXXXXX',
      'aws.connect.contact.initial_id': '4a573372-1f28-4e26-b97b-YYYYYYYYYYY',
      'aws.connect.channel': 'VOICE',
    },
  });
});

test('a contact may have no more than an id', () => {
  const { attributes } = connect.rootSpan(readEvent('connect/minimal'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.connect.contact.id': '4a573372-1f28-4e26-b97b-XXXXXXXXXXX',
  });
});

test('a flow may have the older name', () => {
  expect(recognize(readEvent('connect/older-name'))).toBe(connect);
});
