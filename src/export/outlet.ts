import { once } from '../support/once.ts';
import type { EmptyBuffer } from './flush-by.ts';
import type { Flush } from './flusher.ts';
import { ItemBuffer, type ItemBufferOptions } from './item-buffer.ts';

/** The way out of the process for one signal. */
export interface Outlet<Item> {
  /** Takes what has to be sent. */
  add(item: Item): void;
  readonly flush: Flush;
}

export interface OutletOptions<Item> extends Omit<ItemBufferOptions<Item>, 'flush'> {
  /** Longest time that one flush may take, in milliseconds. */
  readonly longestFlush: number;
  /** Makes what empties the buffer. Called at the first flush, as a cold start need not wait for it. */
  createFlush(buffer: ItemBuffer<Item>): EmptyBuffer;
  /** Called when a batch is full, and is sent without anybody having asked. */
  readonly onFullBatch?: (() => void) | undefined;
}

/** Joins a buffer with what empties it. */
export function createOutlet<Item>(options: OutletOptions<Item>): Outlet<Item> {
  const empty = once(() => options.createFlush(buffer));
  const flush = (deadline: number, isFull: boolean) =>
    empty()(Math.min(deadline, Date.now() + options.longestFlush), isFull);
  const buffer: ItemBuffer<Item> = new ItemBuffer({
    ...options,
    flush: () => {
      options.onFullBatch?.();
      return flush(Number.POSITIVE_INFINITY, true);
    },
  });
  return { add: (item) => buffer.add(item), flush: (deadline) => flush(deadline, false) };
}
