import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { millisecondsUntil } from '../support/deadline.ts';
import type { RelayMessage } from './relay-message.ts';
import { type RelayQueue, refusedCall } from './relay-queue.ts';
import { type AwsAnswer, type AwsCall, isTransient } from './sqs-call.ts';
import type { SendResult } from './transport.ts';

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
export function sqsQueue(queueUrl: string, call: AwsCall): RelayQueue {
  return {
    limits: { messages: 10, bytes: 1024 * 1024 },
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
        fault: isTransient(status, error.name) ? undefined : error.name,
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
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]),
      ),
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

function resultOfRefusal({ code, error, fault }: AwsAnswer & { status: 'refused' }): SendResult {
  if (code.includes('BatchRequestTooLong')) return { status: 'too-large', error };
  return refusedCall(error, fault);
}

function resultOfFailure({ SenderFault, Code, Message = '' }: FailedEntry): SendResult {
  const error = new Error(`the queue refused a message: ${Code ?? 'no reason given'} ${Message}`);
  if (!SenderFault) return { status: 'retryable', error };
  return { status: /shorter than/i.test(Message) ? 'too-large' : 'failed', error };
}
