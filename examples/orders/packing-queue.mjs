import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient();

/** Sends an order to whoever packs it. Nothing here knows of tracing. */
export async function queueForPacking({ id, items }) {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.PACKING_QUEUE_URL,
      MessageBody: JSON.stringify({ id, items }),
    }),
  );
}
