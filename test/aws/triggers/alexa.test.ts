import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { alexa } from '../../../src/aws/triggers/alexa.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

test('a request to a skill tells its intent, but nothing of the user', () => {
  expect(alexa.rootSpan(readEvent('alexa/intent'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'alexa.skill.id': 'amzn1.ask.skill.a1b2',
      'alexa.request.id': 'amzn1.echo-api.request.1',
      'alexa.request.type': 'IntentRequest',
      'alexa.intent': 'GetZodiacHoroscopeIntent',
      'antifreeze.event.age_ms': 5000,
    },
  });
});

test('outside a session the skill is in the context', () => {
  const { attributes } = alexa.rootSpan(readEvent('alexa/outside-a-session'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'alexa.skill.id': 'amzn1.ask.skill.a1b2',
    'alexa.request.id': 'amzn1.echo-api.request.2',
    'alexa.request.type': 'AlexaSkillEvent.SkillEnabled',
    'antifreeze.event.age_ms': 5000,
  });
});

test('a directive to a smart home skill tells its name, but no token', () => {
  const { attributes } = alexa.rootSpan(readEvent('alexa/smart-home'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'alexa.request.id': '1bd5d003-31b9-476f-ad03-71d471922820',
    'alexa.directive.namespace': 'Alexa.PowerController',
    'alexa.directive.name': 'TurnOn',
  });
});

test('so does one of payload version 2', () => {
  const { attributes } = alexa.rootSpan(readEvent('alexa/smart-home-2'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'alexa.request.id': '6d6d6e14-8aee-473e-8c24-0d31ff9c17a2',
    'alexa.directive.namespace': 'Alexa.ConnectedHome.Discovery',
    'alexa.directive.name': 'DiscoverAppliancesRequest',
  });
});
