import { type PoisonMessage, type RelayParcel, readRecord } from '../relay/relay-record.ts';
import type { QueueClient, QueuedMessage } from './queue-client.ts';

/** A message that was received, and what is in it. */
export interface LookedAt {
  readonly message: QueuedMessage;
  readonly content: RelayParcel | PoisonMessage;
}

/** How long messages are hidden while somebody looks, in seconds. */
const hiddenFor = 120;
const mostPerCall = 10;

/**
 * Receives up to `max` messages and reads them. They stay in the queue, hidden for two minutes or until `giveBack`.
 * Over when there are no more, or the first ones are visible again.
 */
export async function* lookIntoQueue(
  client: QueueClient,
  queueUrl: string,
  max: number,
): AsyncGenerator<LookedAt> {
  const seen = new Set<string | undefined>();
  while (seen.size < max) {
    const { Messages = [] } = await client.receiveMessage({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(max - seen.size, mostPerCall),
      VisibilityTimeout: hiddenFor,
      // Long polling: SQS asks all of its servers, not a few.
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    const fresh = Messages.filter(({ MessageId }) => !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const message of fresh) {
      seen.add(message.MessageId);
      yield { message, content: await read(message) };
    }
  }
}

/** Makes messages visible again, by their receipt handles. */
export async function giveBack(
  client: QueueClient,
  queueUrl: string,
  receipts: readonly string[],
): Promise<void> {
  for (const ReceiptHandle of receipts) {
    await client.changeMessageVisibility({
      QueueUrl: queueUrl,
      ReceiptHandle,
      VisibilityTimeout: 0,
    });
  }
}

function read({ MessageId = '', Body = '', MessageAttributes = {} }: QueuedMessage) {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { StringValue }]) => [name, { stringValue: StringValue }] as const,
  );
  return readRecord({
    messageId: MessageId,
    body: Body,
    messageAttributes: Object.fromEntries(attributes),
  });
}
