import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryOfDecoded, redactQuery } from '../../../src/aws/triggers/url-query.ts';

test.each([
  'X-Amz-Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'AWSAccessKeyId',
  'Signature',
  'sig',
  'X-Goog-Signature',
])('the value of %s is hidden, its name stays', (name) => {
  expect(redactQuery(`${name}=a%20b&${name}=c&x=1&${name}=d`)).toBe(
    `${name}=REDACTED&${name}=REDACTED&x=1&${name}=REDACTED`,
  );
});

test('names that only look like a secret keep their values', () => {
  const query = 'SIG=a&sign=b&mysig=c&x=sig&sig';

  expect(redactQuery(query)).toBe(query);
});

test('decoded parameters come out encoded, so that they read as they were', () => {
  const parameters = fc.dictionary(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
  );

  fc.assert(
    fc.property(parameters, (multiValueQueryStringParameters) => {
      const query = queryOfDecoded({ multiValueQueryStringParameters }) ?? '';

      const read = new URLSearchParams(query);
      for (const [name, values] of Object.entries(multiValueQueryStringParameters)) {
        expect(read.getAll(name)).toEqual(values);
      }
    }),
  );
});

test('half a surrogate pair is replaced, as it has no encoding', () => {
  expect(queryOfDecoded({ queryStringParameters: { a: '\ud83d' } })).toBe('a=%EF%BF%BD');
});
