/** What is to know of a signal's items, such as spans, to hold them and to tell how many were dropped. */
export interface ItemKind<Item> {
  /** What several of them are called. */
  readonly noun: string;
  idOf(item: Item): string;
  /** How many dropped ones `item` tells of. */
  toldBy(item: Item): number;
  /** The same item, but telling of so many. */
  telling(item: Item, dropped: number): Item;
}

/** How many items are gone if these are: each one, and those that it tells of. */
export function countItems<Item>({ toldBy }: ItemKind<Item>, items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + 1 + toldBy(item), 0);
}
