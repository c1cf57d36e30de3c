const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('orders');

/** Takes as long as the event asks for, with the attributes that it gives, and fails where it says so. */
exports.handler = traceLambda(async ({ wait = 0, attributes = {}, fail = false }) => {
  await tracer.startActiveSpan('price', { attributes }, async (span) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    span.end();
  });
  if (fail) throw new Error('no such order');
  return 'done';
});
