const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

/** Answers as the event's body or the payload says, after a while, with a span in between. */
exports.handler = traceLambda(async (event) => {
  const { wait = 0, answer, error } = event.body === undefined ? event : JSON.parse(event.body);
  const span = trace.getTracer('test').startSpan('work', { attributes: { wait } });
  await new Promise((resolve) => setTimeout(resolve, wait));
  span.end();
  if (error) throw Object.assign(new Error(error), { name: 'OutOfStock' });
  return answer;
});
