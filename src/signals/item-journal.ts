import { Journal, type JournalFormat } from '../journal/journal.ts';
import { type ReadFormat, readJournals } from '../journal/read-journal.ts';
import type { EncodedItem } from './encoded-item.ts';
import type { SignalParts } from './signal-sdk.ts';

/** A line with an item. */
interface ItemLine {
  readonly ended?: Partial<ItemRecord>;
}

/** An item as JSON can hold it. */
interface ItemRecord extends Omit<EncodedItem, 'bytes' | 'resource' | 'instrumentationScope'> {
  /** In base64. */
  readonly item: string;
  readonly scope: EncodedItem['instrumentationScope'];
  /** A number that stands for the resource in the file. */
  readonly resource: number;
}

/** The journal of a signal, in a folder of its own beside that of spans. */
export function itemJournal(
  name: string,
  { journalFolder, resource }: Pick<SignalParts, 'journalFolder' | 'resource'>,
): Journal<EncodedItem> | undefined {
  if (!journalFolder) return undefined;
  return new Journal({ folder: `${journalFolder}-${name}`, resource, format });
}

const reading: ReadFormat<EncodedItem> = {
  idOf: ({ id }) => id,
  itemOf({ ended }: ItemLine, resources) {
    const { item, scope, id, dropped = 0, resource: number = Number.NaN } = ended ?? {};
    const resource = resources.get(number);
    if (typeof item !== 'string' || typeof id !== 'string') return undefined;
    if (typeof scope?.name !== 'string' || !resource) return undefined;
    const bytes = Buffer.from(item, 'base64');
    return { id, bytes, resource, instrumentationScope: scope, dropped };
  },
};

const format: JournalFormat<EncodedItem> = {
  idOf: reading.idOf,
  toRecord: ({ id, bytes, dropped, instrumentationScope }, resource): ItemRecord => ({
    id,
    item: Buffer.from(bytes).toString('base64'),
    scope: instrumentationScope,
    resource,
    dropped,
  }),
  read: (found) => readJournals(found, reading),
};
