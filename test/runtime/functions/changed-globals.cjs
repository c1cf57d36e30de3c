/** What code of all kinds does to what it shares with us. */
const changes = {
  'Array.prototype has an enumerable method': () => {
    Array.prototype.last = function last() {
      return this.at(-1);
    };
  },
  'Promise is a subclass': () => {
    globalThis.Promise = class extends Promise {};
  },
  'Promise is a function of its own': () => {
    const native = Promise;
    globalThis.Promise = Object.setPrototypeOf(function OwnPromise(work) {
      return new native(work);
    }, native);
    globalThis.Promise.prototype = native.prototype;
  },
  'time stands still': () => {
    globalThis.Date = class extends Date {
      static now() {
        return 0;
      }
    };
    globalThis.performance = { now: () => 0 };
    process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
  },
  'timers are numbers, as those of a DOM': () => {
    const timers = [];
    const { setTimeout, clearTimeout } = globalThis;
    globalThis.setTimeout = (...args) => timers.push(setTimeout(...args));
    globalThis.clearTimeout = (id) => clearTimeout(timers[id - 1]);
  },
  'console says nothing': () => {
    globalThis.console = Object.fromEntries(Object.keys(console).map((name) => [name, () => {}]));
  },
  'stack traces are written otherwise': () => {
    Error.prepareStackTrace = (error, frames) => `${error.message} in ${frames[0]}`;
  },
  'stack traces are taken away': () => {
    Error.stackTraceLimit = 0;
    delete Error.captureStackTrace;
  },
  'there is a window': () => {
    Object.assign(globalThis, { window: globalThis, self: globalThis, document: {} });
  },
  'the variables are a copy': () => {
    process.env = { ...process.env };
  },
  'the working directory is another': () => process.chdir('/'),
  'no module can be had': () => {
    process.getBuiltinModule = () => {
      throw new Error('there are none');
    };
  },
};

const change = changes[process.env.CHANGE];
if (process.env.ORDER === 'before') change();
const { traceLambda } = require('antifreeze');
if (process.env.ORDER === 'after') change();

exports.handler = traceLambda(async ({ fails }) => {
  if (fails) throw new TypeError('told to');
  return 'done';
});
