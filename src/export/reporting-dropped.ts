import type { ItemBuffer } from './item-buffer.ts';
import { countItems } from './item-kind.ts';
import type { Send } from './send.ts';

/**
 * Tells the backend how many items were dropped: on the last one of a request, of spans as a rule a root span. The count
 * stays with that item until it has arrived, so that nothing is told twice where it isn't.
 */
export function reportingDropped<Item>(send: Send<Item>, buffer: ItemBuffer<Item>): Send<Item> {
  const { kind } = buffer;

  function load(items: Item[]): Item[] {
    const last = items.at(-1);
    const count = buffer.unreported;
    if (last === undefined || count === 0) return items;
    const carrier = kind.telling(last, kind.toldBy(last) + count);
    buffer.handOver(carrier, count);
    return [...items.slice(0, -1), carrier];
  }

  return async (items, deadline) => {
    const loaded = load(items);
    const result = await send(loaded, deadline);
    // A count that is refused together with its item has to find another one.
    const isRefused = result.dropped === loaded.length;
    return isRefused ? { ...result, dropped: countItems(kind, loaded) } : result;
  };
}
