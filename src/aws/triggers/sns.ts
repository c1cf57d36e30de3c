import { firstContext } from '../../propagation/first-context.ts';
import { contextFromJsonMessage } from '../../propagation/message-json.ts';
import { contextFromSns } from '../../propagation/sns.ts';
import { textAt } from '../../triggers/event-path.ts';
import { field, isRecord, text } from '../../triggers/payload-fields.ts';
import { epochMs } from '../../triggers/waiting-time.ts';
import { arnResource } from './arn-resource.ts';
import { recordsOf } from './event-family.ts';
import type { Message } from './message.ts';
import { type MessageTrigger, messageTrigger } from './message-trigger.ts';

/** SNS topics. The context is in the notification's attributes, else in the EventBridge event that is its message. */
export const sns: MessageTrigger = messageTrigger({
  system: 'aws.sns',
  // Unlike all others, SNS writes it with a capital.
  matches: (event) => field(recordsOf(event)[0], 'EventSource') === 'aws:sns',
  messages: (event) => recordsOf(event).map(messageOf),
  attributes: (event) => ({
    'aws.sns.topic.arn': textAt(recordsOf(event)[0], 'Sns', 'TopicArn'),
  }),
});

function messageOf(record: unknown): Message {
  const notification = field(record, 'Sns');
  const attributes = field(notification, 'MessageAttributes');
  return {
    record,
    id: text(notification, 'MessageId'),
    destination: arnResource(text(notification, 'TopicArn')),
    context: firstContext(
      () => (isRecord(attributes) ? contextFromSns(attributes) : undefined),
      () => contextFromJsonMessage(field(notification, 'Message')),
    ),
    sentAt: epochMs(field(notification, 'Timestamp')),
  };
}
