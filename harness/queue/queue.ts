import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Message, SendMessageRequest } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { sqsEvent } from './sqs-event.ts';

/** An SQS queue on a local port, which clients of the SDK can send to. */
export interface Queue {
  /** What a client gets as `QueueUrl`. */
  readonly url: string;
  /** What `AWS_ENDPOINT_URL_SQS` wants. */
  readonly endpoint: string;
  /** Takes what was sent, as the event that Lambda makes of it. */
  takeEvent(): SQSEvent;
  close(): Promise<void>;
}

const account = '123456789012';

/** Starts a queue that knows one operation, `SendMessage`. It holds the process open until `close`. */
export async function startQueue(name: string): Promise<Queue> {
  const messages: Message[] = [];
  const server = createServer(async (request, response) => {
    if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessage') {
      response.writeHead(400).end('{"__type":"com.amazonaws.sqs#UnsupportedOperation"}');
      return;
    }
    const message = messageOf((await json(request)) as SendMessageRequest, request);
    messages.push(message);
    const { MessageId, MD5OfBody } = message;
    response.end(JSON.stringify({ MessageId, MD5OfMessageBody: MD5OfBody }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${endpoint}/${account}/${name}`,
    endpoint,
    takeEvent: () => sqsEvent(messages.splice(0), `arn:aws:sqs:eu-west-1:${account}:${name}`),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function messageOf(sent: SendMessageRequest, { headers }: IncomingMessage): Message {
  const { MessageBody = '', MessageAttributes } = sent;
  const traceHeader = headers['x-amzn-trace-id'];
  const now = String(Date.now());
  return {
    MessageId: randomUUID(),
    ReceiptHandle: randomUUID(),
    Body: MessageBody,
    MD5OfBody: createHash('md5').update(MessageBody).digest('hex'),
    Attributes: {
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: now,
      SentTimestamp: now,
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      // Beside the message, as SQS keeps it.
      ...(typeof traceHeader === 'string' && { AWSTraceHeader: traceHeader }),
    },
    ...(MessageAttributes && { MessageAttributes }),
  };
}
