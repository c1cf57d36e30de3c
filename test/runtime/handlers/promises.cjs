const { startWork, work } = require('./work.cjs');

class OrderError extends Error {
  name = 'OrderError';
  code = 'E_ORDER';
}

function circular() {
  const value = {};
  value.self = value;
  return value;
}

exports.object = async (event) => ({ got: event, list: [1, null, undefined] });
exports.undefined = async () => {};
exports.null = async () => null;
exports.string = async () => 'text';
exports.date = async () => new Date(0);
exports.errorAsResult = async () => new Error('a result');
exports.afterWork = async (event) => {
  await work(event);
  return 'done';
};
exports.leavesWork = async (event) => {
  startWork(event);
  return 'done';
};
exports.leavesInterval = async () => {
  setInterval(() => {}, 60_000);
  return 'done';
};
// biome-ignore lint/suspicious/noThenProperty: this is the case.
exports.thenable = () => ({ then: (resolve) => setTimeout(resolve, 20, 'from a thenable') });
// biome-ignore lint/suspicious/noThenProperty: this is the case.
exports.thenableRejects = () => ({ then: (_, reject) => reject(new Error('thenable')) });
exports.thenableThrows = () => ({
  // biome-ignore lint/suspicious/noThenProperty: this is the case.
  then() {
    throw new Error('then threw');
  },
});
// biome-ignore lint/suspicious/noThenProperty: a query builder, which runs when it is awaited.
exports.query = () => ({ then: (...on) => Promise.resolve('rows').then(...on) });
exports.queryFails = () => ({
  // biome-ignore lint/suspicious/noThenProperty: as above.
  then: (...on) => Promise.reject(new Error('no table')).then(...on),
});
exports.syncReturn = () => 'v';
exports.syncReturnLeavesWork = (event) => {
  startWork(event);
  return 'v';
};
exports.syncNothing = () => {};
exports.syncThrow = () => {
  throw new OrderError('no such order');
};
exports.syncThrowString = () => {
  throw 'a string';
};
exports.syncThrowUndefined = () => {
  throw undefined;
};
exports.rejects = async () => {
  throw new Error('boom');
};
exports.rejectsAfterWork = async (event) => {
  await work(event);
  throw new Error('boom');
};
exports.rejectsSubclass = async () => {
  throw new OrderError('no such order');
};
exports.rejectsWithCause = async () => {
  throw new Error('outer', { cause: new Error('inner') });
};
exports.rejectsString = async () => {
  throw 'a string';
};
exports.rejectsUndefined = async () => {
  throw undefined;
};
exports.rejectsNull = async () => {
  throw null;
};
exports.rejectsNumber = async () => {
  throw 42;
};
exports.rejectsObject = async () => {
  throw { message: 'not an error' };
};
exports.rejectsFrozen = async () => {
  throw Object.freeze(new Error('frozen'));
};
exports.rejectsWithoutStack = async () => {
  const error = new Error('no stack');
  delete error.stack;
  throw error;
};
exports.rejectsHostile = async () => {
  throw Object.defineProperty(new Error(), 'message', {
    get() {
      throw new Error('unreadable');
    },
  });
};
exports.neverSettles = () => new Promise(() => {});
exports.neverSettlesWithWork = (event) => {
  startWork(event);
  return new Promise(() => {});
};
exports.bigint = async () => ({ amount: 1n });
exports.circular = async () => circular();
exports.toJsonThrows = async () => ({
  toJSON() {
    throw new Error('toJSON threw');
  },
});
exports.function = async () => () => {};
exports.countsArguments = async (...args) => args.length;
exports.contextKeys = async (_event, context) => Object.keys(context);
exports.thisType = async function () {
  return typeof this;
};
exports.remainingTime = async (_event, context) => context.getRemainingTimeInMillis() > 1_000;
exports.writesLogs = async () => {
  console.log('one\nrecord');
  console.error(new Error('logged'));
  process.stdout.write('raw\n');
  process.stderr.write('raw error\n');
};
exports.mutatesEvent = async (event) => {
  event.number += 100;
  return event;
};
let calls = 0;
exports.countsCalls = async () => ++calls;
