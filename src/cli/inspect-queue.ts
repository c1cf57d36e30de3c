import { itemsOf } from '../support/signal.ts';
import { giveBack, type LookedAt, lookIntoQueue } from './look-into-queue.ts';
import type { QueueClient } from './queue-client.ts';

/** Messages to look at when nobody says how many. */
const defaultMax = 100;

/** Tells what is in a queue: how much, how old, from which services, and what can't be read. Leaves everything there. */
export async function inspectQueue(
  client: QueueClient,
  queueUrl: string,
  max: number = defaultMax,
): Promise<string[]> {
  const { Attributes = {} } = await client.getQueueAttributes({
    QueueUrl: queueUrl,
    AttributeNames: ['All'],
  });
  const messages: LookedAt[] = [];
  try {
    for await (const message of lookIntoQueue(client, queueUrl, max)) messages.push(message);
  } finally {
    await giveBack(
      client,
      queueUrl,
      messages.map(({ message }) => message.ReceiptHandle ?? ''),
    );
  }
  const count = (name: string) => Attributes[`ApproximateNumberOfMessages${name}`] ?? '0';
  return [
    `${count('')} messages are waiting, ${count('NotVisible')} are being received, ${count('Delayed')} are delayed (by SQS's estimate).`,
    `Looked at ${messages.length}:`,
    ...messages.map((message) => `  ${describe(message)}`),
    ...summarize(messages),
  ];
}

function describe({ message, content }: LookedAt): string {
  const { MessageId = '', Body = '', Attributes = {} } = message;
  const age = ageOf(Number(Attributes['SentTimestamp']));
  const received = `received ${Attributes['ApproximateReceiveCount'] ?? '?'} times`;
  const what =
    content.status === 'readable'
      ? `${content.items} ${itemsOf[content.signal]} of ${content.services.join(', ') || 'unnamed services'}`
      : `can't be read: ${content.reason}`;
  return `${MessageId}  ${age}  ${received}  ${(Body.length / 1_024).toFixed(1)} KiB  ${what}`;
}

function summarize(messages: readonly LookedAt[]): string[] {
  const readable = messages.flatMap(({ content }) =>
    content.status === 'readable' ? content : [],
  );
  const services = new Set(readable.flatMap((content) => content.services));
  const counts = Object.entries(itemsOf).flatMap(([signal, name]) => {
    const ofSignal = readable.filter((content) => content.signal === signal);
    const count = ofSignal.reduce((sum, content) => sum + content.items, 0);
    return count > 0 || signal === 'traces' ? [`${count} ${name}`] : [];
  });
  const poison = messages.length - readable.length;
  return [
    `${readable.length} hold ${counts.join(', ')} of ${services.size} services.`,
    ...(poison > 0 ? [`${poison} can't be read: the relay would refuse them again.`] : []),
  ];
}

function ageOf(sentAt: number): string {
  const minutes = Math.floor((Date.now() - sentAt) / 60_000);
  if (Number.isNaN(minutes)) return 'of unknown age';
  if (minutes < 120) return `${minutes} min old`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h old` : `${Math.floor(hours / 24)} days old`;
}
