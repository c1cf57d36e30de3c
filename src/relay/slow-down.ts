import { type AwsCall, awsJsonCall } from '../export/sqs-call.ts';
import { queueUrlOf, sqsService } from '../export/sqs-service.ts';
import type { Deadline } from '../support/deadline.ts';
import type { RelayRecord } from './relay-record.ts';

/** Hides messages in their queue for a while. Gives the reason where that did not work; never throws. */
export type SlowDown = (
  records: readonly RelayRecord[],
  retryAfterMs: number,
  deadline: Deadline,
) => Promise<Error | undefined>;

/** In seconds: after the first failure, and the longest of our own choice. Each failure in between doubles it. */
const firstPause = 15;
const longestPause = 15 * 60;
/** SQS lets a message be hidden for twelve hours since it was received. */
const longestHidden = 12 * 3600 - 60;
const mostPerCall = 10;

/** Slows a queue down by the visibility of its messages, so that they aren't received just to fail again. */
export function createSlowDown(): SlowDown {
  const calls = new Map<string, { readonly queueUrl: URL; readonly call: AwsCall }>();

  function queueOf(arn: string) {
    const known = calls.get(arn);
    if (known) return known;
    const queueUrl = queueUrlOf(arn);
    const queue = queueUrl && { queueUrl, call: awsJsonCall(sqsService(queueUrl)) };
    if (queue) calls.set(arn, queue);
    return queue;
  }

  return async (records, retryAfterMs, deadline) => {
    for (let start = 0; start < records.length; start += mostPerCall) {
      const some = records.slice(start, start + mostPerCall);
      const queue = queueOf(some[0]?.eventSourceARN ?? '');
      if (!queue) return new Error('the event does not say which queue it comes from');
      const input = {
        QueueUrl: queue.queueUrl.href,
        Entries: some.map((record, index) => ({
          Id: String(index),
          ReceiptHandle: record.receiptHandle,
          VisibilityTimeout: pauseFor(record, retryAfterMs),
        })),
      };
      const answer = await queue.call('ChangeMessageVisibilityBatch', input, deadline);
      if (answer.status === 'refused') return answer.error;
    }
    return undefined;
  };
}

/** In seconds. Spread by up to a quarter, so that the messages of an outage don't all come back at once. */
export function pauseFor({ attributes }: RelayRecord, retryAfterMs: number): number {
  const received = Number(attributes?.ApproximateReceiveCount) || 1;
  const backOff = Math.min(firstPause * 2 ** (received - 1), longestPause);
  const pause = Math.max(backOff, Math.ceil(retryAfterMs / 1_000)) * (1 + Math.random() / 4);
  return Math.min(Math.ceil(pause), longestHidden);
}
