import { attributesSize, type MessageAttributes } from '../../propagation/message-attributes.ts';
import { byteLength } from '../../propagation/message-size.ts';
import type { MessageCarrier } from './messages.ts';
import type { AwsInput } from './smithy.ts';

/** Messages of SQS and SNS, which carry context in their attributes; `body` is the member that has the rest. */
export function messageAttributeCarrier(
  body: string,
  withContext: (attributes: MessageAttributes | undefined) => MessageAttributes | undefined,
): MessageCarrier {
  return {
    add(message) {
      const MessageAttributes = withContext(attributesIn(message));
      return MessageAttributes && { ...message, MessageAttributes };
    },
    size: (message) => byteLength(message[body]) + attributesSize(attributesIn(message)),
  };
}

function attributesIn(message: AwsInput): MessageAttributes | undefined {
  return message['MessageAttributes'] as MessageAttributes | undefined;
}
