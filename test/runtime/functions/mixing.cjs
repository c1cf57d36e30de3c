const { connect } = require('node:net');
const { Readable, Transform } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const tracer = trace.getTracer('test');

/** Does its work in timers, streams and on sockets, and says in each span whose work that is. */
exports.handler = traceLambda(async ({ order }) => {
  trace.getActiveSpan().setAttribute('order', order);
  const note = (where) => tracer.startSpan(where, { attributes: { order } }).end();
  await new Promise((resolve) => {
    setTimeout(() => {
      note('timer');
      resolve();
    }, order % 7);
  });
  const through = new Transform({
    transform(chunk, _encoding, done) {
      note('stream');
      setImmediate(done, null, chunk);
    },
  });
  await pipeline(Readable.from([String(order)]), through, async (chunks) => {
    for await (const _ of chunks);
  });
  await new Promise((resolve, reject) => {
    const socket = connect(Number(process.env.ECHO_PORT), '127.0.0.1', () => socket.end('x'));
    socket
      .on('data', () => note('socket'))
      .on('close', resolve)
      .on('error', reject);
  });
  return order;
});
