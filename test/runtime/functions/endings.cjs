const { readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { logs, metrics, trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('test');
const logger = logs.getLogger('test');
const orders = metrics.getMeter('test').createCounter('orders');
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Holds the thread for good, as a loop without end does, but leaves the processor to others. */
const hold = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);

/** How an invocation may end beside answering. Each is called with a span that is open. */
const endings = {
  wait: () => {
    // Past the console, whose lines may be records.
    process.stdout.write('waiting\n');
    return sleep(60_000);
  },
  busy: hold,
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('told to');
  },
  uncaught: async () => {
    setImmediate(() => {
      throw Object.assign(new Error('nobody catches this'), { name: 'Uncaught' });
    });
    await sleep(60_000);
  },
  unhandled: async () => {
    void Promise.reject(Object.assign(new Error('nobody handles this'), { name: 'Unhandled' }));
    await sleep(60_000);
  },
  memory: () => {
    for (const hoard = []; ; ) hoard.push(new Array(10_000).fill({}).map(() => ({})));
  },
};

/** As functions do that want no more on the disk than they have put there. */
function emptyTemporaryDirectory() {
  for (const name of readdirSync(tmpdir())) rmSync(join(tmpdir(), name), { recursive: true });
}

/** Two ways to a log record. */
const say = [(body) => console.info(body), (body) => logger.emit({ body })];

/**
 * Ends as the event says, after `wait` milliseconds, with `spans` spans that have ended before, log records that are
 * numbered from `first` on, and `count` orders; before all of it, the temporary directory may be emptied.
 */
exports.handler = traceLambda(
  async ({ ending, spans = 1, wait = 0, call, first = 0, records = 0, count = 0, empties }) => {
    if (empties) emptyTemporaryDirectory();
    for (let made = 0; made < spans; made++)
      tracer.startSpan('work', { attributes: { call } }).end();
    for (let number = first; number < first + records; number++)
      say[number % 2](`record ${number}`);
    if (count > 0) orders.add(count);
    await tracer.startActiveSpan('unfinished', async (span) => {
      // One turn of the event loop at the least.
      await sleep(wait);
      await endings[ending]?.();
      span.end();
    });
    return 'done';
  },
);
