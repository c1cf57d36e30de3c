import { contextFromRabbitMq } from '../../propagation/byte-headers.ts';
import { at, listAt } from '../../triggers/event-path.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { brokerOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/**
 * Amazon MQ for RabbitMQ, also through EventBridge Pipes. The context is in the messages' headers. Their own timestamp is in a time zone that isn't
 * told, so that how long they waited isn't known.
 */
export const rabbitMq: MessageTrigger = messageTrigger({
  system: 'rabbitmq',
  matches: (event) => brokerOf(event) === 'aws:rmq',
  messages: (event) => {
    if (Array.isArray(event))
      return event.map((record) => messageOf(record, text(record, 'eventSourceKey') ?? ''));
    const queues = field(event, 'rmqMessagesByQueue');
    return Object.entries(isRecord(queues) ? queues : {}).flatMap(([queue, messages]) =>
      listAt(messages).map((record) => messageOf(record, queue)),
    );
  },
});

/** Queues are keyed `NAME::VIRTUAL_HOST`. */
function messageOf(record: unknown, queue: string): Message {
  const properties = field(record, 'basicProperties');
  return {
    record,
    id: text(properties, 'messageId'),
    destination: queue.split('::', 1)[0] || undefined,
    context: contextFromRabbitMq(at(properties, 'headers')),
    attributes: { 'messaging.message.conversation_id': text(properties, 'correlationId') },
  };
}
