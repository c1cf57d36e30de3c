const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('test');

/** A span in another one, which ends before the handler answers, or waits to be killed. */
exports.handler = traceLambda(async ({ ending }) => {
  tracer.startActiveSpan('unfinished', (span) => {
    tracer.startSpan('inner').end();
    span.end();
  });
  if (ending !== 'wait') return;
  console.log('waiting');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
