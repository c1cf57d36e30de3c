/** How to go through a batch. */
interface LaneOptions<Item> {
  /** Items of one lane are handled one after the other, and not after one of them failed. Undefined for an item of its own. */
  readonly laneOf: (item: Item) => string | undefined;
  /** How many items at the same time, at least 1. */
  readonly concurrency: number;
}

/** What became of an item. */
type ItemOutcome = 'done' | 'failed' | 'skipped';

/**
 * Begins each item in the order of the list, as soon as there is room for it and its lane is free. Returns what became
 * of them in the same order. `handle` tells whether it went well, and must not reject.
 */
export async function handleInLanes<Item>(
  items: readonly Item[],
  { laneOf, concurrency }: LaneOptions<Item>,
  handle: (item: Item) => Promise<boolean>,
): Promise<ItemOutcome[]> {
  const outcomes = new Array<ItemOutcome>(items.length);
  const lastOfLane = new Map<string, Promise<ItemOutcome>>();
  // Shared by all workers, so that each item is taken once.
  const queue = items.entries();

  const workers = Array.from({ length: Math.min(concurrency, items.length) }, async () => {
    for (const [index, item] of queue) {
      const lane = laneOf(item);
      const outcome = next(item, lane === undefined ? undefined : lastOfLane.get(lane));
      if (lane !== undefined) lastOfLane.set(lane, outcome);
      outcomes[index] = await outcome;
    }
  });
  await Promise.all(workers);
  return outcomes;

  async function next(item: Item, before: Promise<ItemOutcome> | undefined): Promise<ItemOutcome> {
    // The one before was taken earlier, so that another worker is at it: waiting for it can't be mutual.
    if (before && (await before) !== 'done') return 'skipped';
    return (await handle(item)) ? 'done' : 'failed';
  }
}
