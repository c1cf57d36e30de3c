const http = require('node:http');

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How an invocation may end beside answering. */
const endings = {
  throws: () => {
    throw new Error('told to');
  },
  timeout: () => sleep(60_000),
  busy: () => {
    for (;;);
  },
  exit: () => process.exit(3),
  uncaught: async () => {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    await sleep(60_000);
  },
  unhandled: async () => {
    void Promise.reject(new Error('nobody handles this'));
    await sleep(60_000);
  },
  killed: async () => {
    process.kill(process.pid, 'SIGKILL');
    await sleep(60_000);
  },
};

/** Calls somebody, and ends as the event says. */
exports.handler = async ({ marker, ending }) => {
  if (marker) await get(`${process.env.UPSTREAM}/${marker}`);
  await endings[ending]?.();
  return 'done';
};

function get(url) {
  return new Promise((resolve, reject) => {
    http.get(url, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}
