const { trace, logs } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

// As modules do that are loaded before anything is set up.
const logger = logs.getLogger('orders', '1.0.0');

/** Writes as many lines and records as the event asks for, and ends as it says. */
exports.handler = traceLambda(async ({ lines = 1, records = 1, ending = 'return', first = 0 }) => {
  for (let line = 0; line < lines; line++) console.info('line %d', first + line);
  for (let made = 0; made < records; made++)
    logger.emit({ body: `record ${first + made}`, severityNumber: 9 });
  if (ending === 'wait') {
    process.stdout.write('waiting\n');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  if (ending === 'exit') process.exit(3);
  if (ending === 'throw') throw new Error('the handler failed');
  return trace.getActiveSpan().spanContext().traceId;
});

/** Logs what an event holds, one call of the console each. */
exports.console = traceLambda(async ({ said }) => {
  for (const { method, args } of said) console[method](...args);
  console.error('failed:', new TypeError('no such order'));
  return trace.getActiveSpan().spanContext().spanId;
});
