import type { Trigger } from '../../core/trigger.ts';
import { textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, text } from '../../triggers/payload-fields.ts';

/** Code hooks of Lex, versions 1 and 2. What was said stays out of the span. The `aws.lex.*` names are ours. */
export const lex: Trigger<Fields> = {
  matches: (event): event is Fields =>
    text(event, 'messageVersion') !== undefined &&
    text(event, 'invocationSource') !== undefined &&
    textAt(event, 'bot', 'name') !== undefined,

  rootSpan: (event) =>
    eventSpan('other', {
      'session.id': text(event, 'sessionId'),
      'aws.lex.bot.name': textAt(event, 'bot', 'name'),
      'aws.lex.bot.alias': textAt(event, 'bot', 'aliasName') ?? textAt(event, 'bot', 'alias'),
      'aws.lex.bot.version': textAt(event, 'bot', 'version'),
      'aws.lex.intent':
        textAt(event, 'sessionState', 'intent', 'name') ?? textAt(event, 'currentIntent', 'name'),
      'aws.lex.invocation_source': text(event, 'invocationSource'),
    }),
};
