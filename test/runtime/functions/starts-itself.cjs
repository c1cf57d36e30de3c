// Starts its own file as a thread and as a process, and ends both by force.
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');
const { traceLambda } = require('antifreeze');

exports.handler = traceLambda(async () => {
  const thread = new Worker(__filename);
  const child = fork(__filename, ['child']);
  const said = await Promise.all([once(thread, 'message'), once(child, 'message')]);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await Promise.all([thread.terminate(), ended]);
  return said.flatMap(([message]) => message);
});

if (!isMainThread) live(() => parentPort.postMessage('from the thread'));
if (process.argv[2] === 'child') live(() => process.send('from the process'));

/** Until it is ended. */
function live(tell) {
  setInterval(() => {}, 60_000);
  tell();
}
