import type { Trigger } from '../../core/trigger.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';
import { epochMs, waited } from '../../triggers/waiting-time.ts';

/**
 * Alexa: custom skills and, by their directives, smart home skills of payload versions 2 and 3. What was said stays out;
 * all names are ours.
 */
export const alexa: Trigger<Fields> = {
  matches: (event): event is Fields =>
    (skillId(event)?.startsWith('amzn1.ask.skill.') === true &&
      textAt(event, 'request', 'requestId') !== undefined) ||
    (/^Alexa(\.|$)/.test(text(directiveOf(event), 'namespace') ?? '') &&
      text(directiveOf(event), 'messageId') !== undefined),

  rootSpan: (event) => {
    const directive = directiveOf(event);
    return eventSpan('other', {
      'alexa.skill.id': skillId(event),
      'alexa.request.id': textAt(event, 'request', 'requestId') ?? text(directive, 'messageId'),
      'alexa.request.type': textAt(event, 'request', 'type'),
      'alexa.intent': textAt(event, 'request', 'intent', 'name'),
      'alexa.directive.namespace': text(directive, 'namespace'),
      'alexa.directive.name': text(directive, 'name'),
      ...waited(epochMs(textAt(event, 'request', 'timestamp'))),
    });
  },
};

/** Requests outside a session have it in their context only. */
function skillId(event: unknown): string | undefined {
  return (
    textAt(event, 'session', 'application', 'applicationId') ??
    textAt(event, 'context', 'System', 'application', 'applicationId')
  );
}

function directiveOf(event: unknown): unknown {
  return at(event, 'directive', 'header') ?? field(event, 'header');
}
