import { giveBack, lookIntoQueue } from './look-into-queue.ts';
import type { QueueClient, QueuedMessage } from './queue-client.ts';

export interface RedriveOptions {
  readonly max: number | undefined;
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

/** Sends the messages of a dead-letter queue back to where they came from. Throws what SQS throws. */
export async function redriveQueue(
  client: QueueClient,
  queueUrl: string,
  options: RedriveOptions,
): Promise<string[]> {
  const { max, to, dryRun } = options;
  const everything = max === undefined && to === undefined && !dryRun;
  if (everything && (await startMoveTask(client, queueUrl))) {
    return ['SQS has begun to move all messages back to their source.'];
  }
  const target = to ?? (await onlySourceOf(client, queueUrl));
  if (!target) return ['Say with --to which queue to send to: there is not exactly one source.'];
  return moveReadable(client, queueUrl, target, options);
}

async function moveReadable(
  client: QueueClient,
  queueUrl: string,
  target: string,
  { max = Number.POSITIVE_INFINITY, dryRun }: RedriveOptions,
): Promise<string[]> {
  const kept: string[] = [];
  const counts = { readable: 0, poison: 0 };
  try {
    for await (const { message, content } of lookIntoQueue(client, queueUrl, max)) {
      counts[content.status] += 1;
      if (content.status === 'readable' && !dryRun) await move(client, message, queueUrl, target);
      else kept.push(message.ReceiptHandle ?? '');
    }
  } finally {
    await giveBack(client, queueUrl, kept);
  }
  const moved = `${counts.readable} messages ${dryRun ? 'would go' : 'went'} to ${target}.`;
  return counts.poison > 0 ? [moved, `${counts.poison} can't be read, and stay.`] : [moved];
}

/** False where this is not possible: the queue is no dead-letter queue, or an emulator lacks the operation. */
async function startMoveTask(client: QueueClient, queueUrl: string): Promise<boolean> {
  try {
    const input = { QueueUrl: queueUrl, AttributeNames: ['All'] as ['All'] };
    const { Attributes } = await client.getQueueAttributes(input);
    await client.startMessageMoveTask({ SourceArn: Attributes?.['QueueArn'] ?? '' });
    return true;
  } catch {
    return false;
  }
}

async function onlySourceOf(client: QueueClient, queueUrl: string): Promise<string | undefined> {
  try {
    const { queueUrls = [] } = await client.listDeadLetterSourceQueues({ QueueUrl: queueUrl });
    return queueUrls.length === 1 ? queueUrls[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Sent first: if the rest fails there are two of it, which does no harm. */
async function move(
  client: QueueClient,
  { Body = '', ReceiptHandle = '', MessageAttributes = {} }: QueuedMessage,
  from: string,
  to: string,
): Promise<void> {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType = 'String', StringValue = '' }]) =>
      [name, { DataType, StringValue }] as const,
  );
  await client.sendMessage({
    QueueUrl: to,
    MessageBody: Body,
    MessageAttributes: Object.fromEntries(attributes),
  });
  await client.deleteMessage({ QueueUrl: from, ReceiptHandle });
}
