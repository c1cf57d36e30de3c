const { trace } = require('@opentelemetry/api');
const { traceLambda, traceRecords } = require('antifreeze');

/** Fails at the records whose message, or place in the stream, the environment names. */
exports.handler = traceLambda((event) =>
  traceRecords(event, async (record) => {
    await new Promise(setImmediate);
    trace.getTracer('test').startSpan('work').end();
    const name = record.messageId ?? record.kinesis?.sequenceNumber ?? `${record.offset}`;
    if (process.env.FAILS_AT.split(',').includes(name)) throw new TypeError('no such order');
  }),
);
