/** No server: a job, which works and is done. */
const { trace } = require('@opentelemetry/api');

console.log('serving');
trace.getTracer('shop').startActiveSpan('tidy up', async (span) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  span.end();
});
