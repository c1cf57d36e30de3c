import { diag } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { guard } from '../support/guard.ts';
import { uniqueName } from '../support/unique-name.ts';
import type { DeadJournal } from './dead-journals.ts';
import { createJournalFile, type JournalFile } from './journal-file.ts';
import { encodeLine } from './journal-line.ts';

/** What a process has left undone. */
export interface JournalContents<Item> {
  readonly items: readonly Item[];
  /** Items that are gone, and of which nobody knows yet. */
  readonly lost: number;
}

/** What is in the journals of others. */
export interface FoundContents<Item> extends JournalContents<Item> {
  /** Names of journals that these have taken the place of. */
  readonly replaces: readonly string[];
}

/** How one signal's items, such as spans, are kept. */
export interface JournalFormat<Item> {
  idOf(item: Item): string;
  /**
   * As JSON can hold it; `resource` is a number that stands for its resource. `isOpen`: it isn't to be sent yet. Throws
   * where it can't be encoded.
   */
  toRecord(item: Item, resource: number, isOpen: boolean): object;
  read(found: readonly DeadJournal[]): FoundContents<Item>;
}

export interface JournalOptions<Item> {
  /** Made when it is needed. No journal of another format is there. */
  readonly folder: string;
  /** Of this process. */
  readonly resource: Resource;
  readonly format: JournalFormat<Item>;
  /** Most bytes in the file; above it the oldest items are left out. */
  readonly limit?: number;
}

interface Pending<Item> {
  readonly item: Item;
  /** What is known of it beside; undefined once it is to be sent. */
  readonly open: object | undefined;
  /** Whether it is in the file. */
  held: boolean;
}

const defaultLimit = 4 * 1024 * 1024;

/**
 * A file that says at any moment which items, such as spans, are there and have not been acknowledged, so that the next
 * process can send them if this one is killed. Written synchronously, as a process that is killed gets no time; made at the first
 * write, if not before. Nothing here throws: where the disk takes nothing, there is no journal, that is all.
 */
export class Journal<Item extends { readonly resource: Resource }> {
  readonly folder: string;
  readonly #resource: Resource;
  readonly #format: JournalFormat<Item>;
  readonly #limit: number;
  readonly #pending = new Map<string, Pending<Item>>();
  /** The numbers under which the file knows resources. */
  #resources = new Map<Resource, number>();
  #file: JournalFile | undefined;
  #unusable = false;
  /** Bytes at the beginning of the file that stay: our resource. */
  #header = 0;
  /** Items that were dropped and not reported yet. */
  #dropped = 0;
  /** Pending items that are not in the file. */
  #unheld = 0;
  /** What the file says is lost if this process ends now. */
  #lostOnFile = 0;

  constructor({ folder, resource, format, limit = defaultLimit }: JournalOptions<Item>) {
    this.folder = folder;
    this.#resource = resource;
    this.#format = format;
    this.#limit = limit;
  }

  /** Makes the file, where nobody waits for it. */
  prepare(): void {
    this.#hasRoom();
  }

  /** Notes an item that has begun, or what has become of it since. False where it would be lost with the process. */
  begun(item: Item, open: object): boolean {
    return this.#note({ item, open, held: false });
  }

  /** Notes an item that is to be sent, and how many were dropped that it doesn't tell of. */
  ended(item: Item, dropped: number = this.#dropped): void {
    this.#dropped = dropped;
    if (this.#file?.isGone()) this.#renew(this.#file);
    this.#note({ item, open: undefined, held: false });
  }

  /**
   * Notes that these items need no sending any more, and how many were dropped without being reported, all in all, with
   * what becomes of these.
   */
  settled(items: readonly Item[], dropped: number = this.#dropped): void {
    this.#dropped = dropped;
    const ids = items.map(this.#format.idOf).filter((id) => this.#forget(id));
    if (ids.length === 0) this.#noteLost();
    else if (this.#pending.size === 0 && this.#lost === 0) this.#clear();
    else if (this.#hasRoom()) this.#record({ settled: ids });
  }

  /** Notes how many items were dropped without being reported, all in all. */
  dropped(count: number): void {
    this.#dropped = count;
    this.#noteLost();
  }

  /** Where its file is, once there is one. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  /** Bytes that no journal has more of. */
  get longest(): number {
    return 2 * this.#limit;
  }

  /** Takes over what others have left: that is this one's from now on. */
  takeOver(claimed: readonly DeadJournal[]): FoundContents<Item> {
    const { items: found, lost, replaces } = this.#format.read(claimed);
    // Of a durable execution this process may have told of the same, as it can't know what came of another.
    const items = found.filter((item) => !this.#pending.has(this.#format.idOf(item)));
    for (const item of items) this.ended(item);
    this.#dropped += lost;
    // From then on they count no more, whenever they are removed.
    const all = [...replaces, ...claimed.map(({ name }) => name)];
    if (this.#hasRoom()) this.#record({ replaces: all });
    for (const { remove } of claimed) guard('removing a journal', remove);
    return { items, lost, replaces };
  }

  /** Leaves nothing behind where nothing is left to do. For the end of the process. */
  close(): void {
    if (this.#pending.size > 0 || this.#dropped > 0) return;
    this.#unusable = true;
    guard('removing the journal', () => this.#file?.remove());
    this.#file = undefined;
  }

  #note(entry: Pending<Item>): boolean {
    const id = this.#format.idOf(entry.item);
    this.#forget(id);
    this.#pending.set(id, entry);
    this.#unheld += 1;
    if (this.#hasRoom() && !entry.held) this.#write(entry);
    this.#noteLost();
    return entry.held;
  }

  #forget(id: string): boolean {
    if (this.#pending.get(id)?.held === false) this.#unheld -= 1;
    return this.#pending.delete(id);
  }

  get #lost(): number {
    return this.#dropped + this.#unheld;
  }

  /** Whether one more line fits into the file, which for that may become another one. */
  #hasRoom(): boolean {
    if (!this.#file) this.#create();
    else if (this.#size > this.#limit - this.#longestLine) this.#renew(this.#file);
    return this.#file !== undefined;
  }

  get #size(): number {
    return this.#file?.size ?? 0;
  }

  get #longestLine(): number {
    return this.#limit / 8;
  }

  #create(): void {
    if (this.#unusable) return;
    try {
      const name = `${uniqueName()}.journal`;
      const file = createJournalFile(this.folder, name);
      if (!file.append(encodeLine({ resource: this.#resource.attributes, number: 0 }))) {
        file.remove();
        throw new Error('the disk is full');
      }
      this.#file = file;
      this.#header = file.size;
      this.#resources = new Map([[this.#resource, 0]]);
      this.#lostOnFile = 0;
    } catch (error) {
      this.#unusable = true;
      diag.warn('antifreeze: no journal, so a killed process may lose spans:', error);
    }
  }

  /** A new file with what is pending, as far as it fills half of it, the newest first. */
  #renew(old: JournalFile): void {
    this.#file = undefined;
    this.#create();
    this.#unheld = this.#pending.size;
    for (const entry of [...this.#pending.values()].reverse()) {
      entry.held = false;
      // Until this file replaces the other one, that says what is lost.
      if (this.#size < this.#limit / 2) this.#write(entry, this.#lostOnFile);
    }
    this.#record({ replaces: [old.path.slice(old.path.lastIndexOf('/') + 1)] });
    guard('removing a journal', () => old.remove());
  }

  /** Once the item is in the file, it is lost no more. */
  #write(entry: Pending<Item>, lost = this.#lost - 1): void {
    const { item, open } = entry;
    const known = this.#resources.get(item.resource);
    const number = known ?? this.#resources.size;
    // An attribute may be anything, also what can't be encoded.
    const line = guard('noting what is to be sent', () => {
      const record = this.#format.toRecord(item, number, open !== undefined);
      const noted = this.#line(open ? { open: record, ...open } : { ended: record }, lost);
      if (known !== undefined) return noted;
      return Buffer.concat([encodeLine({ resource: item.resource.attributes, number }), noted]);
    });
    if (!line || line.length > this.#longestLine || !this.#append(line, lost)) return;
    this.#resources.set(item.resource, number);
    entry.held = true;
    this.#unheld -= 1;
  }

  /** A record together with how many are lost with it, so that a kill can't come between. */
  #line(record: object, lost: number): Buffer {
    return encodeLine(lost === this.#lostOnFile ? record : { ...record, lost });
  }

  #append(line: Uint8Array, lost: number): boolean {
    const appended = this.#file?.append(line) ?? false;
    if (appended) this.#lostOnFile = lost;
    return appended;
  }

  /** Writes a line that doesn't change what is lost by being written. */
  #record(record: object): void {
    const lost = this.#lost;
    this.#append(this.#line(record, lost), lost);
  }

  #clear(): void {
    guard('emptying the journal', () => this.#file?.truncate(this.#header));
    this.#resources = new Map([[this.#resource, 0]]);
    this.#lostOnFile = 0;
  }

  #noteLost(): void {
    if (this.#lost === this.#lostOnFile || !this.#hasRoom()) return;
    this.#record({});
  }
}
