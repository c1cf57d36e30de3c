import type { Deadline } from '../support/deadline.ts';

/** What became of the items that were not delivered. */
export interface Undelivered<Item> {
  /** May be sent again later. */
  readonly unsent: readonly Item[];
  /** How many no endpoint will ever get. */
  readonly dropped: number;
  /** That it is too much for the endpoint, in its own words. */
  readonly throttled?: Error | undefined;
  /** How long the endpoint asked to be left alone, in milliseconds, where it took less than all. */
  readonly retryAfterMs?: number | undefined;
}

/** Sends all of `items`, or says which not. Never throws, and is done by `deadline`. */
export type Send<Item> = (items: Item[], deadline: Deadline) => Promise<Undelivered<Item>>;

/** What was not taken, to be sent again once the endpoint wants it. */
export function keptFor<Item>(
  { retryAfterMs }: { readonly retryAfterMs?: number },
  unsent: readonly Item[],
): Undelivered<Item> {
  return { unsent, dropped: 0, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
