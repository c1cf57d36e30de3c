import { contextFromHeaders } from '../../propagation/headers.ts';
import { listAt } from '../../triggers/event-path.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { brokerOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/** Amazon MQ for ActiveMQ, also through EventBridge Pipes. The context is in the messages' JMS properties. */
export const activeMq: MessageTrigger = messageTrigger({
  system: 'activemq',
  // Lambda writes the first, Pipes and older documentation the second.
  matches: (event) => brokerOf(event) === 'aws:mq' || brokerOf(event) === 'aws:amq',
  messages: (event) => (Array.isArray(event) ? event : listAt(event, 'messages')).map(messageOf),
});

function messageOf(record: unknown): Message {
  const properties = field(record, 'properties');
  const destination = field(record, 'destination');
  return {
    record,
    id: text(record, 'messageID'),
    destination: text(destination, 'physicalName') ?? text(destination, 'physicalname'),
    context: isRecord(properties) ? contextFromHeaders(properties) : undefined,
    sentAt: epochMs(field(record, 'timestamp')),
    attributes: { 'messaging.message.conversation_id': text(record, 'correlationId') },
  };
}
