const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('test');

/** Makes as many child spans as the event asks for, over a few turns of the event loop. */
exports.handler = traceLambda(async ({ spans = 2 }) => {
  if (process.env.LINES) console.log('work');
  for (let made = 0; made < spans; made++) {
    await tracer.startActiveSpan(`work ${made}`, async (span) => {
      if (made < 5 || made % 100 === 0) await new Promise(setImmediate);
      span.end();
    });
  }
  return 'done';
});

exports.stream = traceLambda(
  awslambda.streamifyResponse(async (_event, stream) => {
    tracer.startSpan('work 0').end();
    stream.write('first');
    await new Promise((resolve) => setTimeout(resolve, 5));
    stream.end('last');
  }),
);

/** Runs until its time is up, with a span that is open. */
exports.hang = traceLambda(async () => {
  tracer.startSpan('hangs');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
