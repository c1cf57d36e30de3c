import type { Context } from '@opentelemetry/api';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { listAt } from '../../triggers/event-path.ts';
import { field, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { isBatchFrom, recordsOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/** SES receipt rules. The context is in the mail's headers. Addresses and subjects are nobody else's business. */
export const ses: MessageTrigger = messageTrigger({
  system: 'aws.ses',
  matches: (event) => isBatchFrom(event, 'aws:ses'),
  messages: (event) => recordsOf(event).map(messageOf),
});

function messageOf(record: unknown): Message {
  const mail = field(field(record, 'ses'), 'mail');
  return {
    record,
    id: text(mail, 'messageId'),
    context: contextOf(listAt(mail, 'headers')),
    sentAt: epochMs(field(mail, 'timestamp')),
  };
}

function contextOf(headers: readonly unknown[]): Context | undefined {
  return contextFromHeaders(
    Object.fromEntries(headers.map((header) => [text(header, 'name'), field(header, 'value')])),
  );
}
