import { setTimeout as sleep } from 'node:timers/promises';
import { traceLambda, traceRecords } from 'antifreeze';
import { inSpan } from './in-span.mjs';
import { orderLabel } from './shipping.mjs';

// Behind the packing queue, with `ReportBatchItemFailures` set on the event source mapping: each order has a span of
// its own, and those that fail come again without the others.
export const handler = traceLambda((event) =>
  traceRecords(event, async ({ body }) => packOrder(JSON.parse(body))),
);

function packOrder({ id, items }) {
  return inSpan('pack order', async (span) => {
    span.setAttributes({ 'order.id': id, 'order.items': items.length });
    await sleep(3);
    if (process.env.LABELS_URL) span.setAttribute('order.label', await orderLabel(id));
  });
}
