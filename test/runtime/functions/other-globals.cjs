// Has globals of its own, as with a DOM that is made global, and calls as ever.
const { createServer, get } = require('node:http');
const { once } = require('node:events');

const timers = [];
const { setTimeout, clearTimeout } = globalThis;
globalThis.setTimeout = (...args) => timers.push(setTimeout(...args));
globalThis.clearTimeout = (id) => clearTimeout(timers[id - 1]);
delete Error.captureStackTrace;

const { traceLambda } = require('antifreeze');

exports.handler = traceLambda(async () => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [response] = await once(get({ port: server.address().port }), 'response');
  await once(response.resume(), 'end');
  server.close();
  return response.statusCode;
});
