import { readAwsCredentials } from '../config/aws-credentials.ts';
import type { EncodeSpan } from '../otlp/encode-span.ts';
import type { ReportFault } from './delivery-log.ts';
import type { HttpClientOptions } from './http-client.ts';
import { otlpEncoding } from './otlp-encoding.ts';
import { relaySender } from './relay-sender.ts';
import type { SendSpans } from './send-spans.ts';
import { awsJsonCall } from './sqs-call.ts';
import { callThroughClient, type SqsBatchClient, sqsQueue } from './sqs-queue.ts';
import { sqsService } from './sqs-service.ts';

/** How spans are sent to the relay. */
export interface SqsRelayOptions {
  readonly queueUrl: string;
  /** Sends in place of requests of our own, for credentials that are not in the environment. */
  readonly client?: SqsBatchClient | undefined;
  /** The largest message to send, in bytes with its attributes. */
  readonly maxMessageSize?: number | undefined;
  /** Takes what nobody may miss. Default: `diag`. */
  readonly report?: ReportFault | undefined;
  /** How our own requests are sent. */
  readonly http?: HttpClientOptions | undefined;
  /** Shared with the journal, so that a span is encoded once. */
  readonly encodeSpan?: EncodeSpan | undefined;
}

/** Sends spans to the queue of a relay. Throws where `queueUrl` is no URL. */
export function sqsRelay({
  queueUrl,
  client,
  maxMessageSize,
  http,
  report,
  encodeSpan,
}: SqsRelayOptions): SendSpans {
  const call = client
    ? callThroughClient(client)
    : awsJsonCall(sqsService(new URL(queueUrl)), readAwsCredentials, http);
  const queue = sqsQueue(queueUrl, call);
  // Messages are protobuf, whatever protocol is set for a direct export.
  const encoding = otlpEncoding('http/protobuf', encodeSpan);
  return relaySender({ encoding, queue, maxMessageSize, report });
}
