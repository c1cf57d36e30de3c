const { existsSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { threadId } = require('node:worker_threads');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.echo = async (event) => event;
exports.ticks = async () => {
  setInterval(() => console.log('tick'), 5);
};
exports.context = async (_event, context) => context;
exports.environment = async () => process.env;
exports.visitsTmp = async ({ then }) => {
  const file = join(tmpdir(), 'visited');
  const visited = existsSync(file);
  writeFileSync(file, '');
  if (then === 'hang') await sleep(60_000);
  if (then === 'exit') process.exit(7);
  return { visited };
};
exports.streamInParts = awslambda.streamifyResponse(async (_event, response) => {
  response.write('first,');
  await sleep(1_000);
  response.end('second');
});
exports.streamThenHang = awslambda.streamifyResponse(async (_event, response) => {
  response.end('all');
  await sleep(60_000);
});
exports.streamPartThenHang = awslambda.streamifyResponse(async (_event, response) => {
  response.write('part');
  await sleep(60_000);
});
exports.overlaps = async () => {
  const begin = Date.now();
  await sleep(1_000);
  return { begin, end: Date.now(), threadId };
};
exports.waits = async ({ ms }) => {
  await sleep(ms);
  return 'done';
};
