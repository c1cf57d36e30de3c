import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryOfDecoded } from '../../../src/aws/triggers/url-query.ts';

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
