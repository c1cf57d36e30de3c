import type { Signal } from '../support/signal.ts';
import {
  type PoisonMessage,
  type RelayParcel,
  type RelayRecord,
  readRecord,
} from './relay-record.ts';

/** Messages of one signal that go into one request. */
export interface ParcelGroup {
  readonly signal: Signal;
  readonly parcels: readonly RelayParcel[];
}

interface OpenGroup extends ParcelGroup {
  readonly parcels: RelayParcel[];
  size: number;
}

/**
 * Reads messages in groups of at most `maxSize` bytes, or of one that is larger; poison goes to `onPoison`. Only when a
 * group is asked for: all messages of an event at once could be more than the memory of a function.
 */
export async function* readGroups(
  records: readonly RelayRecord[],
  maxSize: number,
  onPoison: (message: PoisonMessage) => void,
): AsyncGenerator<ParcelGroup> {
  const open = new Map<Signal, OpenGroup>();
  for (const record of records) {
    const message = await readRecord(record);
    if (message.status === 'poison') {
      onPoison(message);
      continue;
    }
    const { signal, request } = message;
    let group = open.get(signal);
    if (group && group.size + request.byteLength > maxSize) {
      yield group;
      group = undefined;
    }
    group ??= { signal, parcels: [], size: 0 };
    open.set(signal, group);
    group.parcels.push(message);
    group.size += request.byteLength;
  }
  yield* open.values();
}
