import * as core from '@opentelemetry/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as ours from '../../src/light/attributes.ts';

const sdk = { ...core };
const light = { ...ours };

const texts = fc.string({ maxLength: 8 });
const scalars = fc.oneof(texts, fc.integer(), fc.double(), fc.boolean());
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalars,
    fc.constantFrom<unknown>(null, undefined, Symbol.iterator, 1n, () => 1, new Date(0), /x/),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(scalars, { maxLength: 3 }),
    fc.array(fc.oneof(texts, fc.constantFrom(null, undefined)), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(texts, tie('value'), { maxKeys: 3 }),
  ),
}));
const attributes = fc.dictionary(texts, anything, { maxKeys: 6 });
const limits = fc.record({
  attributeCountLimit: fc.constantFrom(0, 2, 128),
  attributeValueLengthLimit: fc.constantFrom(-1, 0, 3, Number.POSITIVE_INFINITY),
});

test.each(['cleanAttributes', 'cleanSimpleAttributes'] as const)(
  '%s keeps, cuts and drops what the one of the SDK does',
  (name) => {
    fc.assert(
      fc.property(attributes, limits, (given, within) => {
        const expected = sdk[name](given as never, within);

        expect(light[name](given, within)).toStrictEqual(expected);
      }),
      { numRuns: 500 },
    );
  },
);

test.each(['maybeAddAttribute', 'maybeAddSimpleAttribute'] as const)(
  '%s adds and tells what the one of the SDK does',
  (name) => {
    fc.assert(
      fc.property(texts, anything, limits, fc.nat(3), (key, value, within, count) => {
        const added = (add: (addition: never) => number) => {
          const present = { taken: 1 };
          const addition = {
            key: key.length > 6 ? 'taken' : key,
            value,
            attributes: present,
            limits: within,
            currentAttributesCount: count,
          };
          return [add(addition as never), present];
        };

        expect(added(light[name])).toStrictEqual(added(sdk[name]));
      }),
      { numRuns: 500 },
    );
  },
);

test('what contains itself is no value', () => {
  const circle: unknown[] = [];
  circle.push({ circle });
  const twice = { text: 'a' };

  expect(light.isAnyValue(circle)).toBe(false);
  expect(light.isAnyValue([twice, twice])).toBe(true);
});

test('the SDK in a bundle has all that the module it stands for exports', () => {
  for (const name of ['isAnyValue', 'isAttributeValue', 'isSimpleAttributeValue'] as const)
    for (const value of ['a', [1, null], [1, 'a'], {}, null, undefined])
      expect([name, value, light[name](value)]).toEqual([name, value, sdk[name](value)]);
  expect(light.sanitizeAttributes({ a: 1, b: {} })).toEqual(
    sdk.sanitizeAttributes({ a: 1, b: {} as never }),
  );
  expect(light.AddAttributeDecision).toMatchObject({ ADD_NEW: sdk.AddAttributeDecision.ADD_NEW });
});
