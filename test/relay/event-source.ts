import { SQS } from '@aws-sdk/client-sqs';
import { sqsEvent } from '../../harness/queue/sqs-event.ts';
import type { RelayEvent, RelayHandler, RelayResponse } from '../../src/relay/lambda-interfaces.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';

/** What Lambda's event source mapping does with a queue. */
export interface EventSource {
  /** Receives messages as an event. */
  receive(): Promise<RelayEvent>;
  /** Deletes the messages of an event that were not reported, and makes the others visible at once. */
  settle(event: RelayEvent, response: RelayResponse): Promise<void>;
  /** Receives, calls the function and settles. Gives how many messages there were. */
  poll(handler: RelayHandler): Promise<number>;
  close(): void;
}

const timeLeftMs = 30_000;

/** Polls a queue as Lambda does where the mapping reports failures item by item. */
export function pollQueue(endpoint: string, queueUrl: string): EventSource {
  const sqs = new SQS({ endpoint, region, credentials });
  const [, account, name] = new URL(queueUrl).pathname.split('/');
  const queueArn = `arn:aws:sqs:${region}:${account}:${name}`;

  async function receive(): Promise<RelayEvent> {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    return sqsEvent(Messages, queueArn) as RelayEvent;
  }

  async function settle(
    { Records }: RelayEvent,
    { batchItemFailures }: RelayResponse,
  ): Promise<void> {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of Records) {
      const message = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle };
      if (!failed.has(messageId)) await sqs.deleteMessage(message);
      else await sqs.changeMessageVisibility({ ...message, VisibilityTimeout: 0 });
    }
  }

  return {
    receive,
    settle,
    async poll(handler) {
      const event = await receive();
      if (event.Records.length === 0) return 0;
      const end = Date.now() + timeLeftMs;
      const context = { getRemainingTimeInMillis: () => end - Date.now() };
      await settle(event, await handler(event, context));
      return event.Records.length;
    },
    close: () => sqs.destroy(),
  };
}
