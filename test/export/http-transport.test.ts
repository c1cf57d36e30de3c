import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OtlpConfig } from '../../src/config/config.ts';
import { httpTransport } from '../../src/export/http-transport.ts';
import { parseRetryAfter } from '../../src/export/transport-failures.ts';
import { encodeStatus } from '../../src/viewer/otlp/otlp-response.ts';
import { otlpConfig } from './export-config.ts';
import { inAMinute, ok, reset, startEndpoint, status } from './otlp-endpoint.ts';

const body = new TextEncoder().encode('spans');

function transportTo(url: string, changes: Partial<OtlpConfig> = {}) {
  const contentType = 'application/x-protobuf';
  return httpTransport({ otlp: otlpConfig(url, changes), contentType, userAgent: 'test/1' });
}

test('posts the body with its headers', async () => {
  const { url, received } = await startEndpoint(ok);

  const result = await transportTo(url, { headers: { 'X-Key': 'k' } }).send(body, inAMinute());

  expect(result.status).toBe('sent');
  expect(received).toMatchObject([
    {
      method: 'POST',
      url: '/v1/traces',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-length': '5',
        'user-agent': 'test/1',
        'x-key': 'k',
      },
    },
  ]);
  expect(received[0]?.body.toString()).toBe('spans');
});

test("takes the user's own user agent, but not another content type", async () => {
  const { url, received } = await startEndpoint(ok);
  const headers = { 'User-Agent': 'mine', 'Content-Type': 'text/plain' };

  await transportTo(url, { headers }).send(body, inAMinute());

  expect(received[0]?.headers).toMatchObject({
    'user-agent': 'mine',
    'content-type': 'application/x-protobuf',
  });
});

test('compresses when told to', async () => {
  const { url, received } = await startEndpoint(ok);

  await transportTo(url, { compression: 'gzip' }).send(body, inAMinute());

  expect(received[0]?.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(received[0]?.body ?? '').toString()).toBe('spans');
});

test('gives back what the endpoint has to say', async () => {
  const { url } = await startEndpoint((response) => response.end('partly'));

  const result = await transportTo(url).send(body, inAMinute());

  expect(result).toMatchObject({ status: 'sent', answer: Buffer.from('partly') });
});

test.each([
  { code: 200, expected: 'sent' },
  { code: 202, expected: 'sent' },
  { code: 301, expected: 'failed' },
  { code: 400, expected: 'failed' },
  { code: 401, expected: 'failed' },
  { code: 404, expected: 'failed' },
  { code: 408, expected: 'failed' },
  { code: 413, expected: 'too-large' },
  { code: 429, expected: 'retryable' },
  { code: 500, expected: 'failed' },
  { code: 501, expected: 'failed' },
  { code: 502, expected: 'retryable' },
  { code: 503, expected: 'retryable' },
  { code: 504, expected: 'retryable' },
])('answer $code is $expected', async ({ code, expected }) => {
  const { url } = await startEndpoint(status(code));

  const result = await transportTo(url).send(body, inAMinute());

  expect(result.status).toBe(expected);
});

test('says of a redirect what to do about it, and does not follow it', async () => {
  const { url, received } = await startEndpoint(status(308, { location: '/elsewhere' }));

  const result = await transportTo(url).send(body, inAMinute());

  expect(result).toMatchObject({
    status: 'failed',
    error: { message: expect.stringMatching(/answered 308: set the endpoint/) },
  });
  expect(received).toHaveLength(1);
});

test.each([
  { type: 'application/x-protobuf', body: encodeStatus('protobuf', 'data refused: no memory') },
  { type: 'application/x-protobuf', body: Buffer.from('data refused: no memory') },
  { type: 'text/plain', body: Buffer.from('data refused: no memory') },
])('an answer in $type is told in its own words', async ({ type, body: answer }) => {
  const { url } = await startEndpoint((response) =>
    response.writeHead(503, { 'content-type': type }).end(answer),
  );

  const result = await transportTo(url).send(body, inAMinute());

  expect(result).toMatchObject({
    error: { message: `${url} answered 503 (it says: data refused: no memory)` },
  });
});

test('passes on how long the endpoint asks to wait', async () => {
  const { url } = await startEndpoint(status(429, { 'retry-after': '7' }));

  const result = await transportTo(url).send(body, inAMinute());

  expect(result).toMatchObject({ status: 'retryable', retryAfterMs: 7_000 });
});

test('a header that cannot be sent fails, and its value is shown nowhere', async () => {
  const { url } = await startEndpoint(ok);

  const result = await transportTo(url, { headers: { key: 'sec\nret' } }).send(body, inAMinute());

  expect(result.status).toBe('failed');
  expect(JSON.stringify(textsOf(result))).not.toMatch(/sec|ret/);
});

test.each([
  { title: 'refuses', answer: status(400) },
  { title: 'redirects', answer: status(302) },
  { title: 'is busy', answer: status(503) },
  { title: 'resets', answer: reset },
])('no error of an endpoint that $title holds a credential', async ({ answer }) => {
  const { origin } = await startEndpoint(answer);
  const url = `${origin.replace('http://', 'http://me:pass-word@')}/v1/traces?token=to-ken`;

  const result = await transportTo(url, { headers: { key: 'se-cret' } }).send(body, inAMinute());

  const texts = textsOf(result);
  expect(texts.join()).toContain(`${origin}/v1/traces`);
  expect(texts.join()).not.toMatch(/pass-word|to-ken|se-cret/);
});

test.each([
  ['word', 'word'],
  ['w%40rd%25', 'w@rd%'],
  ['100%', '100%'],
])('signs in with what the URL holds, such as %s', async (written, word) => {
  const { origin, received } = await startEndpoint(ok);

  await transportTo(origin.replace('//', `//me:${written}@`)).send(body, inAMinute());

  expect(received[0]?.headers.authorization).toBe(`Basic ${btoa(`me:${word}`)}`);
});

test.each([
  { value: undefined, expected: undefined },
  { value: '0', expected: 0 },
  { value: '120', expected: 120_000 },
  { value: 'Thu, 01 Jan 1970 00:01:00 GMT', expected: 50_000 },
  { value: 'Thu, 01 Jan 1970 00:00:01 GMT', expected: 0 },
  { value: 'soon', expected: undefined },
  { value: '', expected: undefined },
])('reads "$value" of Retry-After as $expected ms', ({ value, expected }) => {
  expect(parseRetryAfter(value, 10_000)).toBe(expected);
});

const retryAfters = fc.oneof(
  fc.string(),
  fc.stringMatching(/^-?[0-9]+([.,e][0-9]+)?$/),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);

test('reads any Retry-After as no time or one to wait', () => {
  fc.assert(
    fc.property(retryAfters, fc.nat(), (value, now) => {
      const wait = parseRetryAfter(value, now);

      expect(wait === undefined || wait >= 0).toBe(true);
    }),
  );
});

/** All that would be logged of a failure: the message of the error and those of its causes. */
function textsOf(result: object): string[] {
  const texts: string[] = [];
  let error = 'error' in result ? result.error : undefined;
  while (error instanceof Error) {
    texts.push(error.message);
    error = error.cause;
  }
  return texts;
}
