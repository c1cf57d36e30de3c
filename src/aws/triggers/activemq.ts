import { contextFromHeaders } from '../../propagation/headers.ts';
import { listAt, textAt } from '../../triggers/event-path.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { eventFamily } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/** Amazon MQ for ActiveMQ. The context is in the messages' JMS properties. */
export const activeMq: MessageTrigger = messageTrigger({
  system: 'activemq',
  matches: (event) =>
    eventFamily(event) === 'eventSource' && field(event, 'eventSource') === 'aws:mq',
  messages: (event) => listAt(event, 'messages').map(messageOf),
});

function messageOf(record: unknown): Message {
  const properties = field(record, 'properties');
  return {
    record,
    id: text(record, 'messageID'),
    destination: textAt(record, 'destination', 'physicalName'),
    context: isRecord(properties) ? contextFromHeaders(properties) : undefined,
    sentAt: epochMs(field(record, 'timestamp')),
    attributes: { 'messaging.message.conversation_id': text(record, 'correlationId') },
  };
}
