import { request } from 'node:http';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpClient } from '../../src/export/http-client.ts';
import { inAMinute, listen } from './otlp-endpoint.ts';

/** What a client makes of an answer. */
type Seen =
  | 'nothing'
  | { readonly code: number; readonly body: string; readonly isWhole: boolean; fields: unknown };

/** A server that gives each connection the next answer, in pieces of given lengths, and ends it. */
async function startServer() {
  const answers: { readonly bytes: Buffer; readonly lengths: readonly number[] }[] = [];
  const server = createServer((socket) => {
    socket.once('data', async () => {
      const { bytes, lengths } = answers.shift() ?? { bytes: Buffer.alloc(0), lengths: [] };
      let start = 0;
      for (const length of lengths) {
        socket.write(bytes.subarray(start, start + length));
        start += length;
        await new Promise(setImmediate);
      }
      socket.end(bytes.subarray(start));
    });
  });
  return { url: new URL(`http://${await listen(server)}/v1/traces`), answers };
}

async function seenByOurs(url: URL): Promise<Seen> {
  const exchanged = await httpClient(url)({ headers: {}, body: 'x' }, inAMinute());
  if (exchanged.status === 'unanswered') return 'nothing';
  const { code, headers, body, cutOff } = exchanged.response;
  const isWhole = !cutOff;
  return { code, body: isWhole ? body.toString('latin1') : '', isWhole, fields: fieldsOf(headers) };
}

async function seenByNode(url: URL): Promise<Seen> {
  return await new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent: false, headers: { 'content-length': 1 } });
    const giveUp = () => resolve('nothing');
    sent.on('error', giveUp).on('close', giveUp);
    sent.on('response', (response) => {
      // It fails the request also for what is wrong with the body.
      sent
        .off('error', giveUp)
        .off('close', giveUp)
        .on('error', () => undefined);
      const { statusCode: code = 0, headers } = response;
      // A status that is none, and a switch to no protocol, are no answers to us.
      if (code < 200) resolve('nothing');
      const chunks: Buffer[] = [];
      const done = (isWhole: boolean) => {
        const body = isWhole ? Buffer.concat(chunks).toString('latin1') : '';
        resolve({ code, body, isWhole, fields: fieldsOf(headers) });
      };
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done(true));
      response.on('error', () => done(false)).on('close', () => done(false));
    });
    sent.end('x');
  });
}

const fieldsOf = ({ 'retry-after': wait, 'content-type': type }: Record<string, unknown>) => ({
  wait,
  type,
});

const lineEnd = fc.oneof(
  { weight: 30, arbitrary: fc.constant('\r\n') },
  fc.constantFrom('\n', '\r', ' \r\n', ''),
);
const statusLine = fc.oneof(
  fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.1 200',
    'HTTP/1.0 200 OK',
    'HTTP/1.1 204 x',
    'HTTP/1.1 304 x',
    'HTTP/1.1 503 Busy',
    'HTTP/1.1 200 ',
  ),
  fc.constantFrom(
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK',
    'HTTP/1.1 103 x\r\na: b\r\n\r\nHTTP/1.1 404 x',
    'HTTP/1.1 101 x',
    '\r\nHTTP/1.1 200 OK',
  ),
  fc.constantFrom(
    'HTTP/2.0 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1  200 OK',
    'http/1.1 200 OK',
    'ICY 200 OK',
    'HTTP/1.1 200 \tx',
    'HTTP/1.1 099 x',
    'HTTP/1.1 999 x',
    'HTTP/1.1 600',
    'HTTP/1.2 200 OK',
    'HTTP/1.1\t200 OK',
  ),
);
const field = fc.oneof(
  fc.constantFrom(
    'content-length: 5',
    'Content-Length: 5',
    'content-length: 0',
    'content-length: 99',
    'content-length:5 ',
    'content-length: +5',
    'content-length: 5, 5',
    'content-length: -1',
    'content-length: ',
    'content-length: 18446744073709551617',
  ),
  fc.constantFrom(
    'transfer-encoding: chunked',
    'Transfer-Encoding: Chunked',
    'transfer-encoding: gzip, chunked',
    'transfer-encoding: gzip',
    'transfer-encoding: chunked, gzip',
    'transfer-encoding: identity',
    'transfer-encoding: xchunked',
    'transfer-encoding:',
    'transfer-encoding: chunked ',
    'transfer-encoding: gzip,chunked',
  ),
  fc.constantFrom(
    'connection: close',
    'connection: keep-alive',
    'connection: upgrade',
    'upgrade: x',
    'keep-alive: timeout=5',
    'retry-after: 7',
    'content-type: text/html',
    'retry-after: 8',
    'x:',
    ': x',
    'x y: z',
    'x : z',
    ' folded',
    '\tfolded',
    'x: \x01',
    'x: a\tb',
    'x: \x7f',
    'x: \xe9',
    'x',
    '',
    '(x): y',
    'x\x00: y',
    'trailer: x',
  ),
);
const body = fc.oneof(
  fc.constantFrom(
    '',
    'hello',
    'hell',
    'hello world',
    '5\r\nhello\r\n0\r\n\r\n',
    '5\r\nhello\r\n0\r\nx: y\r\n\r\n',
    '5;a=b\r\nhello\r\n0\r\n\r\n',
    '5 \r\nhello\r\n0\r\n\r\n',
    '5\r\nhello0\r\n\r\n',
    '5\nhello\n0\n\n',
    '5\r\nhello\r\n0\r\n',
    '5\r\nhello\r\n',
    '0\r\n\r\n',
    '05\r\nhello\r\n00\r\n\r\n',
    'A\r\n0123456789\r\n0\r\n\r\n',
    '\r\n0\r\n\r\n',
    'x\r\n',
    '5;\r\nhello\r\n0\r\n\r\n',
    '5;a="b\r\n"\r\nhello\r\n0\r\n\r\n',
    'fffffffff\r\nhello',
    '5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
    '5\r\nhello\r\n0\r\nbad\r\n\r\n',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
);
const answer = fc
  .record({
    statusLine,
    fields: fc.array(fc.tuple(field, lineEnd), { maxLength: 4 }),
    first: lineEnd,
    last: lineEnd,
    body,
  })
  .map(
    ({ statusLine, fields, first, last, body }) =>
      `${statusLine}${first}${fields.map((pair) => pair.join('')).join('')}${last}${body}`,
  );

test('sees in any answer what the client of Node.js sees', async () => {
  const { url, answers } = await startServer();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        { weight: 9, arbitrary: answer },
        fc.string({ unit: 'binary-ascii', maxLength: 60 }),
      ),
      fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }),
      async (text, lengths) => {
        const given = { bytes: Buffer.from(text, 'latin1'), lengths };
        answers.push(given, given);
        const ours = await seenByOurs(url);
        const nodes = await seenByNode(url);
        expect(ours).toEqual(nodes);
      },
    ),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  );
});
