/** Traced handlers that are called within one that is traced itself. */
const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const work = (name) => trace.getTracer('test').startSpan(name).end();

const first = traceLambda(async () => {
  work('first');
  return 1;
});
const second = traceLambda((_event, _context, callback) => {
  work('second');
  setTimeout(callback, 5, null, 2);
});
const called = (event, context) =>
  new Promise((resolve) => second(event, context, (_error, value) => resolve(value)));
const all = async (event, context) => [await first(event, context), await called(event, context)];

/** What the layer traces. */
exports.bareRouter = all;
exports.router = traceLambda(all);
exports.callbackRouter = traceLambda((event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  void all(event, context).then((answers) => callback(null, answers));
});
