const { traceLambda } = require('antifreeze');

const stream = (handler) => traceLambda(awslambda.streamifyResponse(handler));
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** What Lambda takes at most, of which two are the quotation marks. */
const most = 6 * 1024 * 1024 + 100 - 2;

class OrderError extends Error {
  name = 'OrderError';
}

exports.bigint = traceLambda(async () => ({ amount: 1n }));
exports.circular = traceLambda(async () => {
  const value = {};
  value.self = value;
  return value;
});
exports.toJsonThrows = traceLambda(async () => ({
  toJSON() {
    throw new OrderError('no JSON');
  },
}));
exports.function = traceLambda(async () => () => {});
exports.largest = traceLambda(async () => 'x'.repeat(most));
exports.tooLarge = traceLambda(async () => 'x'.repeat(most + 1));
exports.tooLargeInBytes = traceLambda(async () => 'ä'.repeat(most / 2 + 1));
exports.throws = traceLambda(() => {
  throw new OrderError('no such order');
});
exports.rejects = traceLambda(async () => {
  await sleep(5);
  throw new OrderError('no such order');
});
exports.rejectsText = traceLambda(async () => {
  throw 'no such order';
});
exports.slowToWrite = traceLambda(async () => ({
  toJSON() {
    for (const begun = Date.now(); Date.now() - begun < 200; );
    return 'written';
  },
}));
// biome-ignore lint/suspicious/noThenProperty: as query builders of old are.
exports.uncatchable = traceLambda(() => ({ then: (resolve) => void setTimeout(resolve, 20, 1) }));
exports.callbackBigint = traceLambda((_event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { amount: 1n });
});

exports.streamThrowsFirst = stream(async () => {
  throw new OrderError('no such order');
});
exports.streamThrowsLater = stream(async (_event, response) => {
  response.write('partial');
  await sleep(20);
  throw new OrderError('no such order');
});
