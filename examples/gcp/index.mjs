/**
 * Functions on Google Cloud: two of a shop, and one of the company that ships for it.
 *   npx functions-framework --source examples/gcp/index.mjs --target orders
 *   npx functions-framework --source examples/gcp/index.mjs --target labels
 *   npx functions-framework --source examples/gcp/index.mjs --target pack --signature-type cloudevent
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cloudEvent, http } from '@google-cloud/functions-framework';
import { trace } from '@opentelemetry/api';
import { traceCloudEvent, traceFields, traceHttpFunction } from 'antifreeze/gcp';

const tracer = trace.getTracer('shop');

/** Prices an order. */
http(
  'orders',
  traceHttpFunction(async (request, response) => {
    const total = await tracer.startActiveSpan('price the order', async (span) => {
      const items = request.body?.items ?? [];
      span.setAttribute('shop.items', items.length);
      span.end();
      return items.reduce((sum, { price }) => sum + price, 0);
    });
    console.log(JSON.stringify({ severity: 'INFO', message: 'priced', total, ...traceFields() }));
    response.json({ total });
  }),
);

/** Prints the label of an order, for whoever packs it on another cloud. */
http(
  'labels',
  traceHttpFunction(async (request, response) => {
    const label = await tracer.startActiveSpan('print label', async (span) => {
      await sleep(3);
      span.end();
      return `LBL-${request.body.id}`;
    });
    response.status(201).json({ label });
  }),
);

/** Packs what a Pub/Sub message asks for; the trace is that of its sender. */
cloudEvent(
  'pack',
  traceCloudEvent(async ({ data }) => {
    const order = JSON.parse(Buffer.from(data.message.data, 'base64').toString());
    console.log(JSON.stringify({ message: 'packed', order: order.id, ...traceFields() }));
  }),
);
