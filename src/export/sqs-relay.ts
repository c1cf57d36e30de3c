import { readAwsCredentials } from '../config/aws-credentials.ts';
import type { ReportFault } from './delivery-log.ts';
import type { OtlpEncoding } from './encoding.ts';
import type { HttpClientOptions } from './http-client.ts';
import { relaySender } from './relay-sender.ts';
import type { Send } from './send.ts';
import { awsJsonCall } from './sqs-call.ts';
import { callThroughClient, type SqsBatchClient, sqsQueue } from './sqs-queue.ts';
import { sqsService } from './sqs-service.ts';

/** How items are sent to the relay. */
export interface SqsRelayOptions<Item> {
  /** As protobuf, which messages are whatever is set for a direct export. */
  readonly encoding: OtlpEncoding<Item>;
  readonly queueUrl: string;
  /** Sends in place of requests of our own, for credentials that are not in the environment. */
  readonly client?: SqsBatchClient | undefined;
  /** The largest message to send, in bytes with its attributes. */
  readonly maxMessageSize?: number | undefined;
  /** Takes what nobody may miss. Default: `diag`. */
  readonly report?: ReportFault | undefined;
  /** How our own requests are sent. */
  readonly http?: HttpClientOptions | undefined;
}

/** Sends items to the queue of a relay. Throws where `queueUrl` is no URL. */
export function sqsRelay<Item>({
  encoding,
  queueUrl,
  client,
  maxMessageSize,
  http,
  report,
}: SqsRelayOptions<Item>): Send<Item> {
  const call = client
    ? callThroughClient(client)
    : awsJsonCall(sqsService(new URL(queueUrl)), readAwsCredentials, http);
  const queue = sqsQueue(queueUrl, call);
  return relaySender({ encoding, queue, maxMessageSize, report });
}
