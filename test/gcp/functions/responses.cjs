/** What HTTP functions do with a response, each way under the name that the tests show. */
const { createReadStream } = require('node:fs');
const { Readable, pipeline } = require('node:stream');
require('../servers/marker.cjs');

const soon = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));
/** Sends what the response says of itself as a header of nothing: printed, and compared by its log line. */
const seen = (name, ...values) => console.log('seen', name, JSON.stringify(values));

exports.shapes = {
  json: (_, res) => res.json({ ok: 1 }),
  text: async (_, res) => void res.status(201).send('created'),
  empty: (_, res) => res.end(),
  raw: (_, res) => res.end('raw body'),
  rawUnicode: (_, res) => res.end('süß ✓'),
  latin1: (_, res) => res.end('süß', 'latin1'),
  buffer: (_, res) => res.end(Buffer.from([1, 2, 3])),
  endCallback: (_, res) =>
    res.end('with callback', () => seen('endCallback', res.writableFinished)),
  endOnlyCallback: (_, res) => res.end(() => seen('endOnlyCallback')),
  writeHead: (_, res) => {
    res.writeHead(202, 'Fine', { 'x-own': 'a', 'content-type': 'text/plain' });
    res.end('head');
  },
  writeHeadLength: (_, res) => {
    res.writeHead(200, { 'content-length': 4 });
    res.write('ab');
    res.end('cd');
  },
  noContent: (_, res) => res.status(204).end(),
  noContentBody: (_, res) => res.status(204).send('ignored'),
  notModified: (_, res) => res.status(304).end(),
  redirect: (_, res) => res.redirect('/elsewhere'),
  cookies: (_, res) => res.cookie('a', '1').cookie('b', '2').send('cookies'),
  big: (_, res) => res.send('x'.repeat(5_000_000)),
  chunked: async (_, res) => {
    res.write('one,');
    await soon();
    res.write('two,');
    await soon();
    res.end('three');
  },
  chunkedNoEndBody: async (_, res) => {
    res.write('one');
    await soon();
    res.end();
  },
  knownLength: async (_, res) => {
    res.setHeader('content-length', 9);
    res.write('one');
    await soon();
    res.write('two');
    await soon();
    res.write('six');
    res.end();
  },
  completeThenWork: async (_, res) => {
    res.setHeader('content-length', 4);
    await new Promise((resolve) => res.write('done', resolve));
    await soon();
    res.end();
  },
  lengthZero: (_, res) => {
    res.setHeader('content-length', 0);
    res.end();
  },
  removedLength: (_, res) => {
    res.removeHeader('content-length');
    res.end('removed');
  },
  trailers: (req, res) => {
    // Node.js doesn't allow them without a body.
    if (req.method === 'HEAD') return res.end();
    res.setHeader('trailer', 'x-sum');
    res.write('a');
    res.addTrailers({ 'x-sum': '1' });
    return res.end();
  },
  pipe: (_, res) => createReadStream(__filename).pipe(res),
  pipeline: (_, res) =>
    pipeline(Readable.from(['a', 'b', 'c']), res, (error) => seen('pipeline', !error)),
  sendFile: (_, res) => res.sendFile(__filename),
  flushHeaders: async (_, res) => {
    res.flushHeaders();
    await soon();
    res.end('flushed');
  },
  corked: (_, res) => {
    res.cork();
    res.write('a');
    res.write('b');
    res.uncork();
    res.end('c');
  },
  throws: () => {
    throw new Error('at once');
  },
  throwsString: () => {
    throw 'no error at all';
  },
  rejects: async () => {
    await soon();
    throw new Error('later');
  },
  answersThenThrows: (_, res) => {
    res.json({ ok: 1 });
    throw new Error('too late');
  },
  answersThenRejects: async (_, res) => {
    res.json({ ok: 1 });
    throw new Error('rejected too late');
  },
  writesThenThrows: (_, res) => {
    res.status(200).write('partial');
    setTimeout(() => res.end(), 5);
    throw new Error('in the middle');
  },
  throwsInTimer: () =>
    void setTimeout(() => {
      throw new Error('in a timer');
    }, 5),
  doubleEnd: (_, res) => {
    res.end('first');
    res.end();
    res.end((error) => seen('doubleEnd', error?.code));
  },
  doubleSend: (_, res) => {
    res.send('first');
    try {
      res.send('second');
    } catch (error) {
      seen('doubleSend', error.code);
    }
  },
  endTwiceWithBody: (_, res) => {
    res.on('error', (error) => seen('endTwiceWithBody', error.code));
    res.end('first');
    res.end('second');
  },
  writeAfterEnd: (_, res) => {
    res.on('error', (error) => seen('writeAfterEnd', error.code));
    res.end('first');
    res.write('second', (error) => seen('writeAfterEnd callback', error.code));
  },
  state: (_, res) => {
    res.on('finish', () => seen('finish'));
    res.on('close', () => seen('close'));
    seen('before', res.headersSent, res.writableEnded, res.finished, res.writableFinished);
    res.end('state');
    seen('after', res.headersSent, res.writableEnded, res.finished, res.writableFinished);
    try {
      res.setHeader('x-late', '1');
    } catch (error) {
      seen('setHeader', error.code);
    }
  },
  statusAfterEnd: (_, res) => {
    res.end('kept');
    res.statusCode = 500;
  },
  badChunk: (_, res) => {
    try {
      res.end(42);
    } catch (error) {
      seen('badChunk', error.code);
      res.end('recovered');
    }
  },
  badStatus: (_, res) => {
    res.statusCode = 42;
    res.end('never');
  },
  // The framework's domain hears of it, and answers.
  rejectsUnheard: () => void Promise.reject(new Error('unheard')),
  returnsValue: (_, res) => {
    res.send('answer');
    return 42;
  },
  thenable: (_, res) => {
    res.send('thenable');
    // biome-ignore lint/suspicious/noThenProperty: what a function may return.
    return { then: () => seen('then was called') };
  },
  writeHeadHooked: (_, res) => {
    const { writeHead } = res;
    res.writeHead = function (...args) {
      this.setHeader('x-hooked', '1');
      return writeHead.apply(this, args);
    };
    res.end('hooked');
  },
  endHooked: (_, res) => {
    const { end } = res;
    res.end = function (...args) {
      seen('endHooked', args.length);
      return end.apply(this, args);
    };
    res.send('hooked');
  },
  echo: (req, res) =>
    res.json({
      method: req.method,
      url: req.url,
      body: req.body,
      length: req.headers['content-length'],
    }),
};

let elsewhere;
// Outside of the framework's domain, which catches what a function's own timers throw.
setInterval(() => {
  if (elsewhere) throw elsewhere;
}, 1).unref();

/** Ways to end the process. */
exports.deaths = {
  crashesElsewhere: () => {
    elsewhere = new Error('elsewhere');
  },
  answersThenCrashesElsewhere: (_, res) => {
    res.send('answered');
    elsewhere = new Error('elsewhere');
  },
  exits: () => process.exit(0),
  answersThenExits: (_, res) => {
    res.send('last words');
    process.exit(3);
  },
  crashes: () => void process.emit('uncaughtException', new Error('crash')),
};

/** Works in a span of its own. */
exports.works = async (_, res) => {
  const { trace } = require('@opentelemetry/api');
  await trace.getTracer('shop').startActiveSpan('price the order', async (span) => {
    await soon();
    span.end();
  });
  res.send('worked');
};
/** Calls what it is told to, and logs as Cloud Logging wants it. */
exports.calls = async (req, res) => {
  const { traceFields } = require(process.env.ANTIFREEZE_UNDER_TEST);
  console.log(JSON.stringify(traceFields()));
  console.log(JSON.stringify({ message: 'priced' }));
  console.log('priced, as text');
  const answer = await fetch(req.query.url);
  res.json(await answer.json());
};
/** Never answers. */
exports.hangs = () => undefined;

exports.fn = function handle(req, res) {
  const name = req.path.slice(1);
  return (exports.shapes[name] ?? exports.deaths[name])(req, res);
};
