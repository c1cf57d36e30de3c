import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

// Stands for a database: it forgets when the environment goes, and takes a few milliseconds.
const orders = new Map(
  [
    { id: 'order-1', items: [{ sku: 'ice-tray', quantity: 2 }], total: 2580 },
    { id: 'order-2', items: [{ sku: 'scraper', quantity: 1 }], total: 495 },
  ].map((order) => [order.id, order]),
);

export async function saveOrder(order) {
  await sleep(4);
  const saved = { id: randomUUID(), ...order };
  orders.set(saved.id, saved);
  return saved;
}

export async function findOrder(id) {
  await sleep(2);
  return orders.get(id);
}

/** All orders, one by one, as a database's cursor gives them. */
export async function* allOrders() {
  for (const order of orders.values()) {
    await sleep(3);
    yield order;
  }
}
