import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerptOf, secretsOf } from '../../src/export/excerpt.ts';

test.each([
  { title: 'a short answer whole', answer: 'no such path', expected: 'no such path' },
  { title: 'one line', answer: '<p>\n\tno\r\n</p>', expected: '<p> no </p>' },
  { title: 'no control characters', answer: '\x12\x0ano\x00\x1b[31m', expected: 'no [31m' },
  { title: 'nothing of nothing', answer: '', expected: '' },
  { title: 'at most 200 characters', answer: 'x'.repeat(300), expected: 'x'.repeat(200) },
])('gives $title', ({ answer, expected }) => {
  expect(excerptOf(Buffer.from(answer), [])).toBe(expected);
});

test.each([
  { title: 'a header', answer: 'key k3y-of-mine is bad' },
  { title: 'a part of it', answer: 'key k3y-of* is bad, and k3y-of-m' },
  { title: 'a word of it', answer: 'token t0ken+/= is bad' },
  { title: 'a word of it in a URL', answer: '/?token=t0ken%2B%2F%3D' },
  { title: 'Basic credentials', answer: 'user:pass"w0rd' },
  { title: 'a password in JSON', answer: JSON.stringify({ got: 'pass"w0rd' }) },
  { title: 'a password in HTML', answer: '<p>pass&quot;w0rd</p>' },
  { title: 'credentials of the URL', answer: 'ur1-user ur1@word' },
  { title: 'the query of the URL', answer: 'GET /?a=qu3ry' },
])('leaves out $title', ({ answer }) => {
  const headers = {
    'api-key': 'k3y-of-mine',
    authorization: 'Bearer t0ken+/=',
    other: `Basic ${btoa('user:pass"w0rd')}`,
  };
  const url = new URL('http://ur1-user:ur1%40word@localhost/?a=qu3ry');

  expect(excerptOf(answer, secretsOf(url, headers))).not.toMatch(/k3y|t0ken|w0rd|ur1|qu3ry/);
});

test('no header that is repeated is shown, wherever the excerpt ends', () => {
  const secret = fc.stringMatching(/^[!-~]{6,40}$/);
  fc.assert(
    fc.property(secret, fc.nat(300), fc.string(), (key, before, after) => {
      const answer = `${'. '.repeat(before)}${key} ${after}`;

      const shown = excerptOf(answer, secretsOf(new URL('http://localhost/'), { key }));

      for (let start = 0; start + 6 <= key.length; start++)
        expect(
          after.includes(key.slice(start, start + 6)) ||
            !shown.includes(key.slice(start, start + 6)),
        ).toBe(true);
    }),
  );
});
