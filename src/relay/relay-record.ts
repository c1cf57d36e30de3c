import { decodeRelayMessage, formatAttribute } from '../export/relay-message.ts';
import type { Signal } from '../support/signal.ts';
import { type RequestSummary, summarizeRequest } from './summarize-request.ts';

/** What is read of a message in an SQS event. */
export interface RelayRecord {
  readonly messageId: string;
  readonly receiptHandle?: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
  readonly messageAttributes?: Readonly<
    Record<string, { readonly stringValue?: string | undefined } | undefined>
  >;
  readonly eventSourceARN?: string;
}

/** A message that can be read. */
export interface RelayParcel extends RequestSummary {
  readonly status: 'readable';
  readonly record: RelayRecord;
  readonly signal: Signal;
  /** An encoded request of the signal. */
  readonly request: Uint8Array;
}

/** A message that nobody can read, now or later. */
export interface PoisonMessage {
  readonly status: 'poison';
  readonly record: RelayRecord;
  /** Without any of the message's content. */
  readonly reason: string;
}

/** Unpacks a message and checks that it is a request of the signal that it names, as far as signals differ. Never throws, whatever the message holds. */
export async function readRecord(record: RelayRecord): Promise<RelayParcel | PoisonMessage> {
  const poison = (reason: string) => ({ status: 'poison', record, reason }) as const;
  if (!record.body || typeof record.body !== 'string') return poison('no body');
  const format = record.messageAttributes?.[formatAttribute]?.stringValue;
  const decoded = await decodeRelayMessage(record.body, format);
  if (decoded.status === 'unreadable') return poison(decoded.reason);
  const { request, signal } = decoded;
  const summary = summarizeRequest(request);
  return summary
    ? { status: 'readable', record, signal, request, ...summary }
    : poison(`not an OTLP request for ${signal}`);
}
