import { pipeline } from 'node:stream/promises';
import { inSpan } from './in-span.mjs';
import { allOrders } from './order-store.mjs';

/** All orders as lines of JSON, behind a function URL with response streaming: the first is there before the last is read. */
export const exportOrders = awslambda.streamifyResponse(async (_event, responseStream) => {
  const response = awslambda.HttpResponseStream.from(responseStream, {
    statusCode: 200,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  await inSpan('export orders', async (span) => {
    await pipeline(orderLines(span), response);
  });
});

async function* orderLines(span) {
  let count = 0;
  for await (const order of allOrders()) {
    count += 1;
    yield `${JSON.stringify(order)}\n`;
  }
  span.setAttribute('export.orders', count);
}
