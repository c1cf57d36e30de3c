/** A plain server of node:http. The path says how to answer. */
const { createReadStream } = require('node:fs');
const { createServer } = require('node:http');
require('./marker.cjs');

const soon = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms));
/** Printed, and compared. */
const seen = (name, ...values) => console.log('seen', name, JSON.stringify(values));

const routes = {
  empty: (_, res) => res.end(),
  text: (_, res) => res.end('süß ✓'),
  buffer: (_, res) => res.end(Buffer.from([1, 2, 3])),
  writeHead: (_, res) => res.writeHead(202, 'Fine', { 'x-own': ['a', 'b'] }).end('head'),
  rawHeaders: (_, res) => res.writeHead(200, ['X-Raw', '1', 'Content-Length', '3']).end('raw'),
  noContent: (_, res) => res.writeHead(204).end(),
  notModified: (_, res) => res.writeHead(304, { etag: '"1"' }).end(),
  redirect: (_, res) => res.writeHead(302, { location: '/text' }).end(),
  failed: (_, res) => res.writeHead(503).end('later'),
  big: (_, res) => res.end('x'.repeat(3_000_000)),
  chunked: async (_, res) => {
    res.write('one,');
    await soon();
    res.write('two,');
    await soon();
    res.end('three');
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
  file: (_, res) => createReadStream(__filename).pipe(res),
  fileOfKnownLength: (_, res) => {
    const { size } = require('node:fs').statSync(__filename);
    createReadStream(__filename).pipe(res.writeHead(200, { 'content-length': size }));
  },
  trailers: (req, res) => {
    // Node.js doesn't allow them without a body.
    if (req.method === 'HEAD') return res.end();
    res.writeHead(200, { trailer: 'x-sum' });
    res.write('a');
    res.addTrailers({ 'x-sum': '1' });
    return res.end();
  },
  earlyHints: (_, res) => res.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => res.end()),
  processing: (_, res) => {
    res.writeProcessing();
    res.end('processed');
  },
  events: async (_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let n = 0; n < 5; n += 1) {
      res.write(`data: ${n}\n\n`);
      await soon();
    }
    res.end();
  },
  takesLong: async (_, res) => {
    res.write('begun,');
    await soon(400);
    res.end('done');
  },
  oneEvent: (_, res) => void res.writeHead(200).write('data: 0\n\n'),
  echo: async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    res.end(`${req.method} ${req.url} ${body}`);
  },
  answersBeforeTheBody: (_, res) => res.end('unread'),
  state: (_, res) => {
    res.on('finish', () => seen('finish')).on('close', () => seen('close'));
    seen('before', res.headersSent, res.writableEnded, res.finished, res.writableFinished);
    res.end('state', () => seen('ended'));
    seen('after', res.headersSent, res.writableEnded, res.finished, res.writableFinished);
  },
  doubleEnd: (_, res) => {
    res.end('first');
    res.end((error) => seen('doubleEnd', error?.code));
  },
  destroysAfterEnd: (req, res) => {
    res.end('gone');
    req.destroy();
  },
  endsConnectionAfterEnd: (req, res) => {
    res.end('gone');
    req.socket.end();
  },
  closesServer: (req, res) => {
    res.end('the last one');
    req.socket.server?.close(() => seen('closed'));
  },
  closesServerAfterBigBody: (req, res) => {
    res.end('x'.repeat(30_000_000));
    setTimeout(() => req.socket.server?.close(() => seen('closed')), 3);
  },
  destroys: (_, res) => void res.destroy(),
  destroysInTheMiddle: async (_, res) => {
    res.write('one');
    await soon();
    res.destroy();
  },
  works: async (_, res) => {
    const { trace } = require('@opentelemetry/api');
    await trace.getTracer('shop').startActiveSpan('price the order', async (span) => {
      await soon();
      span.end();
    });
    res.end('worked');
  },
  calls: async (req, res) => {
    const { traceFields } = require(process.env.ANTIFREEZE_UNDER_TEST);
    console.log(JSON.stringify(traceFields()));
    const answer = await fetch(new URL(req.url, 'http://host').searchParams.get('url'));
    res.end(await answer.text());
  },
  upgradesNothing: (_, res) => res.end('no upgrade'),
};

const deaths = {
  throws: () => {
    throw new Error('at once');
  },
  rejects: async () => {
    await soon();
    throw new Error('later');
  },
  answersThenThrows: (_, res) => {
    res.end('last words');
    throw new Error('too late');
  },
  answersThenExits: (_, res) => {
    res.end('last words');
    process.exit(3);
  },
  exits: () => process.exit(0),
};

/** These end no connection by themselves, or all of them, or have to be told what to do. */
const special = ['takesLong', 'oneEvent', 'closesServer', 'closesServerAfterBigBody', 'calls'];

exports.routes = Object.keys(routes).filter((name) => !special.includes(name));
exports.deaths = Object.keys(deaths);

exports.start = (port) => {
  const handle = (req, res) => {
    const name = new URL(req.url, 'http://host').pathname.slice(1);
    const answer = routes[name] ?? deaths[name];
    if (answer) answer(req, res);
    else if (name !== 'hangs') res.writeHead(404).end('no such route');
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  if (process.env.LISTENS_TO_CONTINUE)
    server.on('checkContinue', (req, res) => {
      seen('checkContinue');
      if (req.url === '/refuse') return void res.writeHead(417).end('refused');
      res.writeContinue();
      server.emit('request', req, res);
    });
  if (!process.env.IGNORES_UPGRADES) {
    server.on('upgrade', (_, socket, head) => {
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n',
      );
      socket.write(head);
      socket.pipe(socket);
    });
    server.on('connect', (_, socket, head) => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.write(head);
      socket.pipe(socket);
    });
  }
  if (process.env.CLOSES_ON_SIGTERM)
    process.on('SIGTERM', () => {
      seen('SIGTERM');
      server.close(() => process.exit(7));
    });
  return server.listen(port, '127.0.0.1');
};
