const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('test');
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How an invocation may end beside answering. Each is called with a span that is open. */
const endings = {
  wait: () => {
    console.log('waiting');
    return sleep(60_000);
  },
  busy: () => {
    for (;;);
  },
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

/** Ends as the event says, after `wait` milliseconds, with `spans` spans that have ended before. */
exports.handler = traceLambda(async ({ ending = 'answer', spans = 1, wait = 0, call }) => {
  for (let made = 0; made < spans; made++) tracer.startSpan('work', { attributes: { call } }).end();
  await tracer.startActiveSpan('unfinished', async (span) => {
    if (wait > 0) await sleep(wait);
    await endings[ending]?.();
    span.end();
  });
  return 'done';
});
