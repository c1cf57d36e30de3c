const http = require('node:http');
const { traceLambda } = require('antifreeze');

/** Calls the server once with each of Node.js's own clients. */
exports.handler = traceLambda(async () => {
  await new Promise((resolve, reject) => {
    http
      .get(process.env.SERVER, (response) => response.resume().once('end', resolve))
      .once('error', reject);
  });
  await (await fetch(process.env.SERVER)).text();
});
