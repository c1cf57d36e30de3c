const { startWork } = require('./work.cjs');

exports.result = (_event, _context, callback) => callback(null, { ok: true });
exports.nothing = (_event, _context, callback) => callback();
exports.later = (_event, _context, callback) => setTimeout(callback, 20, null, 'later');
exports.error = (_event, _context, callback) => callback(new TypeError('refused'));
exports.errorString = (_event, _context, callback) => callback('refused');
exports.errorFalse = (_event, _context, callback) => callback(false);
exports.errorUndefined = (_event, _context, callback) => callback(undefined, 'fine');
exports.unserialisable = (_event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  callback(null, { amount: 1n });
};
exports.twice = (_event, _context, callback) => {
  callback(null, 'first');
  callback(null, 'second');
};
exports.errorAfterResult = (_event, _context, callback) => {
  callback(null, 'first');
  callback(new Error('second'));
};
exports.throwAfterResult = (_event, _context, callback) => {
  callback(null, 'first');
  throw new Error('second');
};
exports.withWork = (event, _context, callback) => {
  startWork(event);
  callback(null, 'done');
};
exports.errorWithWork = (event, _context, callback) => {
  startWork(event);
  callback(new Error('refused'));
};
exports.withWorkNotWaiting = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  startWork(event);
  callback(null, 'done');
};
exports.notWaitingSetLate = (event, context, callback) => {
  startWork(event);
  callback(null, 'done');
  context.callbackWaitsForEmptyEventLoop = false;
};
exports.withInterval = (_event, _context, callback) => {
  setInterval(() => {}, 60_000);
  callback(null, 'done');
};
exports.withIntervalNotWaiting = (_event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setInterval(() => {}, 60_000);
  callback(null, 'done');
};
exports.neverCalls = (event, _context, _callback) => startWork(event);
exports.syncReturn = (_event, _context, _callback) => 'ignored';
exports.syncThrow = (_event, _context, _callback) => {
  throw new Error('thrown');
};
exports.withPromise = async (_event, _context, callback) => {
  callback(null, 'from the callback');
  return 'from the promise';
};
exports.promiseFirst = async (_event, _context, callback) => {
  setTimeout(callback, 20, null, 'from the callback');
  return 'from the promise';
};
exports.promiseNeverSettles = (_event, _context, callback) => {
  callback(null, 'from the callback');
  return new Promise(() => {});
};
exports.restArguments = (...args) =>
  args[2] ? args[2](null, args.length) : Promise.resolve(args.length);

exports.succeed = (_event, context) => context.succeed('succeeded');
exports.succeedLater = (_event, context) => void setTimeout(() => context.succeed('later'), 50);
exports.succeedWithWork = (event, context) => {
  startWork(event);
  context.succeed('succeeded');
};
exports.succeedTwice = (_event, context) => {
  context.succeed('first');
  context.succeed('second');
};
exports.fail = (_event, context) => context.fail(new RangeError('failed'));
exports.failLater = (_event, context) => void setTimeout(() => context.fail(new Error('late')), 50);
exports.failNothing = (_event, context) => context.fail();
exports.done = (_event, context) => context.done(null, 'done');
exports.doneError = (_event, context) => context.done(new Error('done with error'));
exports.succeedInPromise = async (_event, context) => {
  context.succeed('from the context');
  return 'from the promise';
};
exports.succeedThenCallback = (_event, context, callback) => {
  context.succeed('from the context');
  callback(null, 'from the callback');
};
