import { attributesSize, type MessageAttributes } from '../../propagation/message-attributes.ts';
import { byteLength } from '../../propagation/message-size.ts';
import type { MessageCarrier } from './messages.ts';
import type { AwsInput } from './smithy.ts';

/** Messages of SQS and SNS, which carry context in their attributes; `content` are the members whose bytes count, too. */
export function messageAttributeCarrier(
  content: readonly string[],
  withContext: (attributes: MessageAttributes | undefined) => MessageAttributes | undefined,
): MessageCarrier {
  return {
    add(message) {
      const MessageAttributes = withContext(attributesIn(message));
      return MessageAttributes && { ...message, MessageAttributes };
    },
    size: (message) =>
      content.reduce(
        (size, member) => size + byteLength(message[member]),
        attributesSize(attributesIn(message)),
      ),
  };
}

function attributesIn(message: AwsInput): MessageAttributes | undefined {
  return message['MessageAttributes'] as MessageAttributes | undefined;
}
