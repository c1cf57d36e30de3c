import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Message, SendMessageBatchRequest, SendMessageRequest } from '@aws-sdk/client-sqs';
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

/** Starts a queue that knows `SendMessage` and `SendMessageBatch`. It holds the process open until `close`. */
export async function startQueue(name: string): Promise<Queue> {
  const messages: Message[] = [];
  const server = createServer(async (request, response) => {
    const operation = operations[String(request.headers['x-amz-target'])];
    if (!operation) {
      response.writeHead(400).end('{"__type":"com.amazonaws.sqs#UnsupportedOperation"}');
      return;
    }
    const { answer, sent } = operation(await json(request), request);
    messages.push(...sent);
    response.end(JSON.stringify(answer));
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

interface Operation {
  readonly answer: object;
  readonly sent: readonly Message[];
}

const operations: Record<string, (input: unknown, request: IncomingMessage) => Operation> = {
  'AmazonSQS.SendMessage': (input, request) => {
    const message = messageOf(input as SendMessageRequest, request);
    return { answer: receipt(message), sent: [message] };
  },
  'AmazonSQS.SendMessageBatch': (input, request) => {
    const { Entries = [] } = input as SendMessageBatchRequest;
    const sent = Entries.map((entry) => messageOf(entry, request));
    const Successful = sent.map((message, index) => ({
      Id: Entries[index]?.Id,
      ...receipt(message),
    }));
    return { answer: { Successful, Failed: [] }, sent };
  },
};

function receipt({ MessageId, MD5OfBody }: Message): object {
  return { MessageId, MD5OfMessageBody: MD5OfBody };
}

function messageOf(
  sent: Pick<SendMessageRequest, 'MessageBody' | 'MessageAttributes'>,
  { headers }: IncomingMessage,
): Message {
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
