const { metrics, trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const orders = metrics.getMeter('shop').createCounter('orders');
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Counts under the name of the caller, over some waits, and says in which trace. */
exports.handler = traceLambda(async ({ caller, count }) => {
  for (let made = 0; made < count; made += 1) {
    orders.add(1, { caller });
    await sleep(made % 3);
  }
  return trace.getActiveSpan().spanContext().traceId;
});
