import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';

const sqs = new SQSClient({});

/* export const handler = traceLambda(async () => 'not this one'); */
export const handler = async (event: SQSEvent): Promise<void> => {
  for (const { body } of event.Records) {
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: `{${body}` }));
  }
};
