const { metrics } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const meter = metrics.getMeter('shop', '1.0');
const orders = meter.createCounter('orders', { unit: '{order}' });
const waits = meter.createHistogram('waits', { unit: 'ms' });
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Holds the thread for good, as a loop without end does, but leaves the processor to others. */
const hold = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);

const endings = {
  answer: () => undefined,
  throw: () => {
    throw new Error('told to');
  },
  wait: () => {
    // What this turn of the event loop has measured is noted at its end.
    setImmediate(() => process.stdout.write('waiting\n'));
    return sleep(60_000);
  },
  busy: async () => {
    await sleep(10);
    hold();
  },
  exit: () => process.exit(3),
};

/** Counts `count` orders of a shop, and ends as the event says. */
exports.handler = traceLambda(async ({ count = 1, shop = 'Ulm', wait = 1, ending = 'answer' }) => {
  orders.add(count, { shop });
  waits.record(wait, { shop });
  await sleep(wait);
  orders.add(count, { shop });
  await endings[ending]();
  return 'done';
});
