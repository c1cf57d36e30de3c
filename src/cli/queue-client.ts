import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { regionIn } from '../export/sqs-service.ts';

/** A message as SQS hands it out. */
export interface QueuedMessage {
  readonly MessageId?: string | undefined;
  readonly ReceiptHandle?: string | undefined;
  readonly Body?: string | undefined;
  readonly Attributes?: Texts | undefined;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>> | undefined;
}

type Texts = Readonly<Partial<Record<string, string>>>;

interface MessageAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
}

/** The part of AWS's `SQS` client that the commands use. */
export interface QueueClient {
  getQueueAttributes(input: {
    QueueUrl: string;
    AttributeNames: ['All'];
  }): Promise<{ Attributes?: Texts | undefined }>;
  receiveMessage(input: {
    QueueUrl: string;
    MaxNumberOfMessages: number;
    VisibilityTimeout: number;
    WaitTimeSeconds: number;
    MessageAttributeNames: ['All'];
    MessageSystemAttributeNames: ['All'];
  }): Promise<{ Messages?: QueuedMessage[] | undefined }>;
  changeMessageVisibility(input: {
    QueueUrl: string;
    ReceiptHandle: string;
    VisibilityTimeout: number;
  }): Promise<unknown>;
  sendMessage(input: {
    QueueUrl: string;
    MessageBody: string;
    MessageAttributes: Record<string, { DataType: string; StringValue: string }>;
  }): Promise<unknown>;
  deleteMessage(input: { QueueUrl: string; ReceiptHandle: string }): Promise<unknown>;
  startMessageMoveTask(input: { SourceArn: string }): Promise<unknown>;
  listDeadLetterSourceQueues(input: {
    QueueUrl: string;
  }): Promise<{ queueUrls?: string[] | undefined }>;
  destroy(): void;
}

/**
 * A client with the user's own AWS configuration, from the SDK that is installed in `directory` or above. Not signed by
 * ourselves: on a user's machine, credentials come from profiles and single sign-on.
 */
export async function loadQueueClient(
  directory: string,
  queueUrl: URL,
): Promise<QueueClient | undefined> {
  try {
    const path = createRequire(join(directory, 'package.json')).resolve('@aws-sdk/client-sqs');
    const { SQS } = (await import(pathToFileURL(path).href)) as {
      SQS: new (options: { region?: string }) => QueueClient;
    };
    const region = regionIn(queueUrl.hostname);
    return new SQS(region ? { region } : {});
  } catch {
    return undefined;
  }
}
