import { diag } from '@opentelemetry/api';
import { countItems, type ItemKind } from './item-kind.ts';
import type { Undelivered } from './send.ts';

/** Where it is kept, beyond the life of the process, what the buffer holds. */
interface ItemJournal<Item> {
  /** An item has to be sent. `dropped`, here and below: so many were dropped in all, and nobody has been told. */
  ended(item: Item, dropped: number): void;
  /** These have not to be sent any more. */
  settled(items: readonly Item[], dropped: number): void;
  dropped(dropped: number): void;
}

export interface ItemBufferOptions<Item> {
  readonly kind: ItemKind<Item>;
  /** Most items held; above it the oldest are dropped. */
  readonly maxQueueSize: number;
  /** Items in a full batch. */
  readonly maxExportBatchSize: number;
  /** Sends what is held. Called whenever a batch more has come: a huge invocation needn't hold all of its spans. */
  readonly flush: () => Promise<void>;
  readonly journal?: ItemJournal<Item> | undefined;
}

/** Holds what has to be sent, such as ended spans, until it is. */
export class ItemBuffer<Item> {
  readonly kind: ItemKind<Item>;
  readonly #options: ItemBufferOptions<Item>;
  #items: Item[] = [];
  #dropped = 0;
  #reported = 0;
  #sinceFullBatch = 0;

  constructor(options: ItemBufferOptions<Item>) {
    this.kind = options.kind;
    this.#options = options;
  }

  add(item: Item): void {
    this.#options.journal?.ended(item, this.unreported);
    this.#items.push(item);
    this.#dropOldest();
    this.#sinceFullBatch += 1;
    if (this.#sinceFullBatch < this.#options.maxExportBatchSize) return;
    this.#sinceFullBatch = 0;
    void this.#options.flush();
  }

  get size(): number {
    return this.#items.length;
  }

  /** Items that were lost for lack of room or because no endpoint would take them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many of them nobody has been told of. */
  get unreported(): number {
    return this.#dropped - this.#reported;
  }

  countDropped(count: number): void {
    this.#dropped += count;
    if (count > 0) this.#options.journal?.dropped(this.unreported);
  }

  /** `carrier`, an item that is being sent, now tells of `count` dropped ones. */
  handOver(carrier: Item, count: number): void {
    this.#reported += count;
    this.#options.journal?.ended(carrier, this.unreported);
  }

  /** Removes the oldest items, a batch at most. */
  take(): Item[] {
    return this.#items.splice(0, this.#options.maxExportBatchSize);
  }

  /** Of `items`, which were taken, `unsent` could not be sent, and `dropped` are lost. */
  settle(items: readonly Item[], { unsent, dropped }: Undelivered<Item>): void {
    const { idOf } = this.kind;
    const kept = new Set(unsent.map(idOf));
    this.#settled(
      items.filter((item) => !kept.has(idOf(item))),
      dropped,
    );
    this.putBack(unsent);
  }

  /** Takes back what could not be sent, ahead of what has come since. */
  putBack(items: readonly Item[]): void {
    this.#items = [...items, ...this.#items];
    this.#dropOldest();
  }

  #dropOldest(): void {
    const excess = this.#items.length - this.#options.maxQueueSize;
    if (excess <= 0) return;
    const oldest = this.#items.splice(0, excess);
    this.#settled(oldest, countItems(this.kind, oldest));
    const { noun } = this.kind;
    diag.warn(`antifreeze: ${noun} were dropped, as more than maxQueueSize wait to be sent`);
  }

  /** What is dropped is noted together with the items that it is, so that a kill can't come between. */
  #settled(items: readonly Item[], dropped: number): void {
    this.#dropped += dropped;
    this.#options.journal?.settled(items, this.unreported);
  }
}
