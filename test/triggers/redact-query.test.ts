import { expect, test } from 'vitest';
import { redactQuery } from '../../src/triggers/redact-query.ts';

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
