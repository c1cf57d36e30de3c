const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { startWork, work } = require('./work.cjs');

const stream = (handler, options) => awslambda.streamifyResponse(handler, options);

exports.plain = stream(async (event, response) => {
  response.setContentType('text/plain');
  response.write('one,');
  response.write(JSON.stringify(event));
  response.end();
});
exports.inParts = stream(async (event, response) => {
  response.write('one,');
  await work(event);
  response.end('two');
});
exports.defaultType = stream(async (_event, response) => response.end('bytes') && undefined);
exports.pipeline = stream(async (_event, response) => {
  await pipeline(Readable.from(['a', 'b', 'c']), response);
});
exports.large = stream(async (_event, response) => {
  await pipeline(Readable.from(Array.from({ length: 64 }, () => 'x'.repeat(16_384))), response);
});
exports.prelude = stream(async (_event, response) => {
  const http = awslambda.HttpResponseStream.from(response, {
    statusCode: 201,
    headers: { 'content-type': 'text/html', 'x-custom': 'yes' },
    cookies: ['a=1'],
  });
  http.write('<p>');
  http.end('</p>');
});
exports.highWaterMark = stream(async (_event, response) => response.end('low') && undefined, {
  highWaterMark: 64,
});
exports.writesObject = stream(async (_event, response) => {
  response.write({ an: 'object' });
  response.end();
});
exports.empty = stream(async (_event, response) => {
  response.end();
});
exports.returnsValue = stream(async (_event, response) => {
  response.end('x');
  return 'ignored';
});
exports.leavesWork = stream(async (event, response) => {
  startWork(event);
  response.end('x');
});
exports.throwsFirst = stream(async () => {
  throw new RangeError('before the first byte');
});
exports.throwsAfterFirst = stream(async (_event, response) => {
  response.write('partial');
  await new Promise((resolve) => setTimeout(resolve, 20));
  throw new RangeError('after the first byte');
});
exports.throwsString = stream(async () => {
  throw 'a string';
});
exports.throwsUndefined = stream(async () => {
  throw undefined;
});
exports.throwsSync = stream((_event, _response) => {
  throw new Error('thrown synchronously');
});
exports.notAsync = stream((_event, response) => {
  response.end('x');
});
exports.neverEnds = stream(async (_event, response) => {
  response.write('partial');
});
exports.lateContentType = stream(async (_event, response) => {
  response.write('x');
  response.setContentType('text/plain');
});
exports.exits = stream(async (_event, response) => {
  response.write('partial');
  // Time for that to be out, also on a busy machine.
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.WORK_MS ?? 1_000)));
  process.exit(3);
});
exports.countsArguments = stream(async (...args) => {
  args[1].end(String(args.length));
});
exports.contextKeys = stream(async (_event, response, context) => {
  response.end(Object.keys(context).join());
});
exports.responseKeys = stream(async (_event, response) => {
  response.end(Object.keys(response).join());
});
/** Made a streaming one by the index file, around the wrapper. */
exports.unmarked = async (_event, response, _context) => {
  response.end('marked outside');
};
