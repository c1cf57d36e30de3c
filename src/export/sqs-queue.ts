import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import type { RelayMessage } from './relay-message.ts';
import { type AwsAnswer, type AwsCall, isTransient } from './sqs-call.ts';
import type { SendResult } from './transport.ts';

/** A queue that takes messages of the relay. */
export interface SqsQueue {
  /** Sends up to ten messages in one call. Gives a result for each, in their order. Never throws. */
  send(messages: readonly RelayMessage[], deadline: Deadline): Promise<readonly SendResult[]>;
}

/** What SendMessageBatch takes. */
interface SqsBatchInput {
  QueueUrl: string;
  Entries: {
    Id: string;
    MessageBody: string;
    MessageAttributes: Record<string, { DataType: string; StringValue: string }>;
  }[];
}

/** The part of AWS's `SQS` client that is used: `new SQS()` is one. */
export interface SqsBatchClient {
  sendMessageBatch(input: SqsBatchInput, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** A queue behind SendMessageBatch. */
export function sqsQueue(queueUrl: string, call: AwsCall): SqsQueue {
  return {
    async send(messages, deadline) {
      const answer = await call('SendMessageBatch', batchInput(queueUrl, messages), deadline);
      return messages.map((_, index) => resultOf(answer, String(index)));
    },
  };
}

/** Calls a client of the user's, with its own credentials, endpoint and retries. */
export function callThroughClient(client: SqsBatchClient): AwsCall {
  return async (_operation, input, deadline) => {
    const abortSignal = AbortSignal.timeout(millisecondsUntil(deadline));
    const untraced = suppressTracing(context.active());
    try {
      const output = await context.with(untraced, () =>
        client.sendMessageBatch(input as SqsBatchInput, { abortSignal }),
      );
      return { status: 'done', output };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
      const status = $metadata?.httpStatusCode ?? 503;
      return {
        status: 'refused',
        code: error.name,
        transient: isTransient(status, error.name),
        error,
      };
    }
  };
}

function batchInput(queueUrl: string, messages: readonly RelayMessage[]): SqsBatchInput {
  return {
    QueueUrl: queueUrl,
    Entries: messages.map(({ body, attributes }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: { ...attributes },
    })),
  };
}

/** What SendMessageBatch answers. */
interface BatchOutput {
  readonly Successful?: readonly { readonly Id?: string }[];
  readonly Failed?: readonly FailedEntry[];
}

interface FailedEntry {
  readonly Id?: string;
  readonly SenderFault?: boolean;
  readonly Code?: string;
  readonly Message?: string;
}

function resultOf(answer: AwsAnswer, id: string): SendResult {
  if (answer.status === 'refused') return resultOfRefusal(answer);
  const { Successful = [], Failed = [] } = answer.output as BatchOutput;
  if (Successful.some(({ Id }) => Id === id)) return { status: 'sent', answer: new Uint8Array() };
  return resultOfFailure(Failed.find(({ Id }) => Id === id) ?? {});
}

/**
 * What a whole call is refused for may pass, even a missing permission or queue: kept, as spans can't be made again.
 * But only what is transient is worth another try within the same flush.
 */
function resultOfRefusal({
  code,
  error,
  transient,
}: AwsAnswer & { status: 'refused' }): SendResult {
  if (code.includes('BatchRequestTooLong')) return { status: 'too-large', error };
  if (transient) return { status: 'retryable', error };
  return { status: 'retryable', error, retryAfterMs: Number.POSITIVE_INFINITY };
}

function resultOfFailure({ SenderFault, Code, Message = '' }: FailedEntry): SendResult {
  const error = new Error(`the queue refused a message: ${Code ?? 'no reason given'} ${Message}`);
  if (!SenderFault) return { status: 'retryable', error };
  return { status: /shorter than/i.test(Message) ? 'too-large' : 'failed', error };
}
