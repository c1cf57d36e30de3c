import type { Attributes } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { schemaUrl } from '../support/own-tracer.ts';
import type { DeadJournal } from './dead-journals.ts';
import type { FoundContents } from './journal.ts';
import { decodeLines } from './journal-line.ts';

/** What every line of a journal may have, beside the item that it may hold. */
interface JournalRecord {
  readonly resource?: Attributes;
  /** Ids of items that were acknowledged or dropped. */
  readonly settled?: readonly string[];
  /** How many items were dropped so far, without anybody having been told. */
  readonly lost?: number;
  /** Names of journals of which this one has all that counts. */
  readonly replaces?: readonly string[];
  /** Of a resource: what items call it. */
  readonly number?: number;
}

/** How the items of one signal are found again. */
export interface ReadFormat<Item> {
  idOf(item: Item): string;
  /** The item in a line, of whatever shape that is. `writtenAt` is the last sign of the process's life. */
  itemOf(
    record: object,
    resources: ReadonlyMap<number, Resource>,
    writtenAt: number,
  ): Item | undefined;
}

/** Reads journals as their processes left them. Never throws. */
export function readJournals<Item>(
  found: readonly DeadJournal[],
  format: ReadFormat<Item>,
): FoundContents<Item> {
  const journals = withoutReplaced(
    found.map(({ foundAs, text, writtenAt }) => ({
      foundAs,
      ...readJournal(text, writtenAt, format),
    })),
  );
  const items = new Map(
    journals.flatMap((each) => each.items).map((item) => [format.idOf(item), item]),
  );
  return {
    items: [...items.values()],
    lost: journals.reduce((sum, each) => sum + each.lost, 0),
    replaces: journals.flatMap(({ replaces }) => replaces),
  };
}

/** A process that was killed while it took over what others had left: what it had taken over counts once. */
function withoutReplaced<
  Found extends { readonly foundAs: string; readonly replaces: readonly string[] },
>(found: readonly Found[]): readonly Found[] {
  const replaced = new Set(found.flatMap(({ replaces }) => replaces));
  return found.filter(({ foundAs }) => !replaced.has(foundAs));
}

/** Reads a journal as its process left it; `writtenAt` is the last sign of its life. Never throws. */
export function readJournal<Item>(
  text: string,
  writtenAt: number,
  { idOf, itemOf }: ReadFormat<Item>,
): FoundContents<Item> {
  const resources = new Map<number, Resource>();
  const items = new Map<string, Item>();
  const replaced: string[] = [];
  let lost = 0;

  function read(record: JournalRecord): void {
    const { resource, number = 0, settled = [], replaces = [] } = record;
    replaced.push(...replaces);
    if (resource) resources.set(number, resourceFromAttributes(resource, { schemaUrl }));
    const item = itemOf(record, resources, writtenAt);
    if (item) items.set(idOf(item), item);
    for (const id of settled) items.delete(id);
    lost = record.lost ?? lost;
  }

  for (const line of decodeLines(text)) {
    try {
      read(line as JournalRecord);
    } catch {
      // Whole, but of no version of ours: nothing to send.
    }
  }
  return {
    items: [...items.values()],
    lost: Number.isSafeInteger(lost) ? Math.max(0, lost) : 0,
    replaces: replaced,
  };
}
