import {
  type PoisonMessage,
  type RelayParcel,
  type RelayRecord,
  readRecord,
} from './relay-record.ts';

/** Messages that go into one request, and poison that was found among them. */
export interface ParcelGroup {
  readonly parcels: RelayParcel[];
  readonly poison: PoisonMessage[];
}

/**
 * Reads messages in groups of at most `maxSize` bytes, or of one that is larger. Only when a group is asked for: all
 * messages of an event at once could be more than the memory of a function.
 */
export async function* readGroups(
  records: readonly RelayRecord[],
  maxSize: number,
): AsyncGenerator<ParcelGroup> {
  let group: ParcelGroup = { parcels: [], poison: [] };
  let size = 0;
  for (const record of records) {
    const message = await readRecord(record);
    if (message.status === 'poison') {
      group.poison.push(message);
      continue;
    }
    const { byteLength } = message.request;
    if (group.parcels.length > 0 && size + byteLength > maxSize) {
      yield group;
      group = { parcels: [], poison: [] };
      size = 0;
    }
    group.parcels.push(message);
    size += byteLength;
  }
  yield group;
}
