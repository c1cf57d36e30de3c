import { diag } from '@opentelemetry/api';
import { guard } from '../support/guard.ts';
import { itemsOf } from '../support/signal.ts';
import type { OtlpEncoding } from './encoding.ts';
import {
  encodeRelayMessage,
  largestRelayRequest,
  type RelayMessage,
  relayMessageSize,
} from './relay-message.ts';
import type { CallLimits } from './relay-queue.ts';

/** Items, and the message that holds exactly them. */
export interface Parcel<Item> {
  readonly items: Item[];
  readonly message: RelayMessage;
}

/**
 * Packs items into messages of at most `maxSize` bytes, as few as that takes. One that no message can hold is left out,
 * with a warning.
 */
export async function packItems<Item>(
  items: Item[],
  encoding: OtlpEncoding<Item>,
  maxSize: number,
): Promise<Parcel<Item>[]> {
  const { signal } = encoding;
  const request = guard(`encoding ${itemsOf[signal]}`, () => encoding.encode(items));
  if (!request || request.byteLength > largestRelayRequest) {
    return packParts(items, 2, encoding, maxSize);
  }
  const message = await encodeRelayMessage(request, signal);
  const parts = Math.ceil(relayMessageSize(message) / maxSize);
  return parts === 1 ? [{ items, message }] : packParts(items, parts, encoding, maxSize);
}

/** Packs items into at least `parts` messages. */
export async function packParts<Item>(
  items: Item[],
  parts: number,
  encoding: OtlpEncoding<Item>,
  maxSize: number,
): Promise<Parcel<Item>[]> {
  if (items.length < 2) {
    const noun = itemsOf[encoding.signal];
    diag.warn(`antifreeze: one of the ${noun} was dropped, as no message of the queue can hold it`);
    return [];
  }
  const size = Math.ceil(items.length / parts);
  const packed: Parcel<Item>[] = [];
  for (let start = 0; start < items.length; start += size) {
    packed.push(...(await packItems(items.slice(start, start + size), encoding, maxSize)));
  }
  return packed;
}

/** Groups messages for as few calls as the limits of one allow. */
export function batchesOf<Item>(
  parcels: readonly Parcel<Item>[],
  limits: CallLimits,
): Parcel<Item>[][] {
  const batches: Parcel<Item>[][] = [];
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
