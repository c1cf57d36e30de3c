import { inSpan } from './in-span.mjs';
import { priceOrder, readOrder } from './order.mjs';
import { findOrder, saveOrder } from './order-store.mjs';
import { queueForPacking } from './packing-queue.mjs';

/** The order API behind an HTTP API of API Gateway (payload format 2.0). */
export async function ordersApi(event) {
  switch (event.routeKey) {
    case 'POST /orders':
      return createOrder(event);
    case 'GET /orders/{id}':
      return getOrder(event.pathParameters.id);
    default:
      return reply(404, { message: 'No such route' });
  }
}

async function createOrder(event) {
  const order = readOrder(event.body);
  if (!order)
    return reply(400, { message: 'An order needs items, each with a sku and a quantity' });

  const total = await inSpan('price order', async (span) => {
    const price = await priceOrder(order);
    span.setAttributes({ 'order.items': order.items.length, 'order.total': price });
    return price;
  });
  const saved = await inSpan('save order', async (span) => {
    const stored = await saveOrder({ ...order, total });
    span.setAttribute('order.id', stored.id);
    return stored;
  });
  await queueForPacking(saved);
  console.info(`order ${saved.id} is placed`);
  return reply(201, saved);
}

async function getOrder(id) {
  const order = await inSpan('find order', (span) => {
    span.setAttribute('order.id', id);
    return findOrder(id);
  });
  return order ? reply(200, order) : reply(404, { message: `No order ${id}` });
}

function reply(statusCode, body) {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
