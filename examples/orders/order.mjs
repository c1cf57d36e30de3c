import { setTimeout as sleep } from 'node:timers/promises';

// Stands for a catalogue elsewhere, a few milliseconds away.
const catalogue = new Map([
  ['ice-tray', { cents: 1290, stock: 100_000 }],
  ['scraper', { cents: 495, stock: 100_000 }],
  ['snow-globe', { cents: 2400, stock: 0 }],
]);

/** Thrown for what can't be delivered. Its name is what the trace shows as the type of the error. */
export class OutOfStockError extends Error {
  name = 'OutOfStockError';
}

/** The order in a request's body, or undefined where it isn't one. */
export function readOrder(body) {
  const order = parse(body);
  const valid = Array.isArray(order?.items) && order.items.length > 0 && order.items.every(isItem);
  return valid ? { items: order.items } : undefined;
}

/** The price of all items, in cents. */
export async function priceOrder({ items }) {
  await sleep(3);
  return items.reduce((total, { sku, quantity }) => {
    const { cents, stock } = catalogue.get(sku);
    if (stock < quantity) throw new OutOfStockError(`${sku} is out of stock`);
    return total + cents * quantity;
  }, 0);
}

function isItem(item) {
  return catalogue.has(item?.sku) && Number.isInteger(item.quantity) && item.quantity > 0;
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
