import type { Deadline } from '../support/deadline.ts';

/** What became of the items that were not delivered. */
export interface Undelivered<Item> {
  /** May be sent again later. */
  readonly unsent: readonly Item[];
  /** How many no endpoint will ever get. */
  readonly dropped: number;
}

/** Sends all of `items`, or says which not. Never throws, and is done by `deadline`. */
export type Send<Item> = (items: Item[], deadline: Deadline) => Promise<Undelivered<Item>>;
