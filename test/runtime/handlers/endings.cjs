const forever = () => new Promise((resolve) => setTimeout(resolve, 60_000));

exports.unhandledRejection = async () => {
  void Promise.reject(new Error('nobody catches this'));
  await forever();
};
exports.unhandledRejectionString = async () => {
  void Promise.reject('nobody catches this');
  await forever();
};
exports.uncaughtException = async () => {
  setTimeout(() => {
    throw new Error('nobody catches this');
  }, 10);
  await forever();
};
exports.ownUncaughtListener = async () => {
  process.once('uncaughtException', () => {});
  return process.listenerCount('uncaughtException');
};
exports.exitsWell = async () => process.exit(0);
exports.exitsBadly = async () => process.exit(3);
exports.exitsLater = async () => {
  setTimeout(() => process.exit(4), 10);
  await forever();
};
exports.exitCode = async () => {
  process.exitCode = 5;
  return 'fine';
};
exports.killsItself = async () => {
  process.kill(process.pid, 'SIGKILL');
  await forever();
};
exports.timesOut = forever;
exports.timesOutSync = () => void forever();
exports.blocks = async () => {
  // Holds the thread as a loop without end does, but leaves the processor to others.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
exports.unrefdTimer = () =>
  new Promise((resolve) => {
    // So late that it never fires in the short time between the answer and the freeze.
    setTimeout(resolve, 30_000, 'late').unref();
  });
