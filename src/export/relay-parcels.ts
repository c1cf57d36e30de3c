import { diag } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { guard } from '../support/guard.ts';
import type { OtlpEncoding } from './otlp-encoding.ts';
import {
  encodeRelayMessage,
  largestRelayRequest,
  type RelayMessage,
  relayMessageSize,
} from './relay-message.ts';
import type { CallLimits } from './relay-queue.ts';

/** Spans, and the message that holds exactly them. */
export interface Parcel {
  readonly spans: ReadableSpan[];
  readonly message: RelayMessage;
}

/**
 * Packs spans into messages of at most `maxSize` bytes, as few as that takes. A span that no message can hold is left
 * out, with a warning.
 */
export async function packSpans(
  spans: ReadableSpan[],
  encoding: OtlpEncoding,
  maxSize: number,
): Promise<Parcel[]> {
  const request = guard('encoding spans', () => encoding.encode(spans));
  if (!request || request.byteLength > largestRelayRequest) {
    return packParts(spans, 2, encoding, maxSize);
  }
  const message = await encodeRelayMessage(request);
  const parts = Math.ceil(relayMessageSize(message) / maxSize);
  return parts === 1 ? [{ spans, message }] : packParts(spans, parts, encoding, maxSize);
}

/** Packs spans into at least `parts` messages. */
export async function packParts(
  spans: ReadableSpan[],
  parts: number,
  encoding: OtlpEncoding,
  maxSize: number,
): Promise<Parcel[]> {
  if (spans.length < 2) {
    diag.warn('antifreeze: a span was dropped, as no message of the queue can hold it');
    return [];
  }
  const size = Math.ceil(spans.length / parts);
  const packed: Parcel[] = [];
  for (let start = 0; start < spans.length; start += size) {
    packed.push(...(await packSpans(spans.slice(start, start + size), encoding, maxSize)));
  }
  return packed;
}

/** Groups messages for as few calls as the limits of one allow. */
export function batchesOf(parcels: readonly Parcel[], limits: CallLimits): Parcel[][] {
  const batches: Parcel[][] = [];
  let room = 0;
  for (const parcel of parcels) {
    const size = relayMessageSize(parcel.message);
    const batch = batches.at(-1);
    if (batch && batch.length < limits.messages && size <= room) {
      batch.push(parcel);
    } else {
      batches.push([parcel]);
      room = limits.bytes;
    }
    room -= size;
  }
  return batches;
}
