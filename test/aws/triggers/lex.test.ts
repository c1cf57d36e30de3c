import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { lex } from '../../../src/aws/triggers/lex.ts';
import { readEvent } from './events.ts';

test('a code hook tells its bot and intent, but nothing that was said', () => {
  expect(lex.rootSpan(readEvent('lex/version-2'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'session.id': '12345678-1234-1234-1234-123456789012',
      'aws.lex.bot.name': 'BookTrip',
      'aws.lex.bot.alias': 'TestBotAlias',
      'aws.lex.bot.version': 'DRAFT',
      'aws.lex.intent': 'BookHotel',
      'aws.lex.invocation_source': 'FulfillmentCodeHook',
    },
  });
});

test('version 1 names them elsewhere, and has no session', () => {
  const { attributes } = lex.rootSpan(readEvent('lex/version-1'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'aws.lex.bot.name': 'BookTrip',
    'aws.lex.bot.alias': '$LATEST',
    'aws.lex.bot.version': '$LATEST',
    'aws.lex.intent': 'BookHotel',
    'aws.lex.invocation_source': 'DialogCodeHook',
  });
});
