import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFunctionArn, resolveFunctionArn } from '../../src/aws/arn.ts';

const unqualified = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

test.each([
  { arn: unqualified, version: '$LATEST', resolved: unqualified },
  { arn: `${unqualified}:live`, version: '42', resolved: `${unqualified}:42` },
  { arn: `${unqualified}:42`, version: '42', resolved: `${unqualified}:42` },
  { arn: `${unqualified}:live`, version: undefined, resolved: unqualified },
])('$arn at version $version is $resolved', ({ arn, version, resolved }) => {
  const parsed = parseFunctionArn(arn);

  expect(parsed && resolveFunctionArn(parsed, version)).toBe(resolved);
  expect(parsed?.accountId).toBe('123456789012');
});

test.each([
  '',
  'orders',
  'arn:aws:sqs:eu-west-1:123456789012:orders',
  'arn:aws:lambda:eu-west-1:123456789012:layer:shared:1',
  `${unqualified}:live:more`,
  42,
  undefined,
])('%s is no function', (arn) => {
  expect(parseFunctionArn(arn)).toBeUndefined();
});

test('every well-formed ARN is taken apart and put together again', () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9-_]{1,20}$/);

  fc.assert(
    fc.property(
      part,
      part,
      part,
      part,
      fc.option(part),
      (partition, region, account, name, alias) => {
        const arn = ['arn', partition, 'lambda', region, account, 'function', name].join(':');

        const parsed = parseFunctionArn(alias === null ? arn : `${arn}:${alias}`);

        expect(parsed).toEqual({
          accountId: account,
          unqualified: arn,
          qualifier: alias ?? undefined,
        });
      },
    ),
  );
});

test('no input makes it throw', () => {
  fc.assert(fc.property(fc.anything(), (input) => void parseFunctionArn(input)));
});
