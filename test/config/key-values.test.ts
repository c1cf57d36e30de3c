import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const attributesOf = (text: string) => readConfig(undefined, { OTEL_RESOURCE_ATTRIBUTES: text });
const headersOf = (text: string) => readConfig(undefined, { OTEL_EXPORTER_OTLP_HEADERS: text });

test.each([
  ['team=a,stage=b', { team: 'a', stage: 'b' }],
  [' team = a%20b , , k=%3D%2C ', { team: 'a b', k: '=,' }],
  ['empty=', { empty: '' }],
  ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
])('resource attributes %j are decoded', (text, attributes) => {
  const { config, warnings } = attributesOf(text);

  expect(config.resourceAttributes).toEqual(attributes);
  expect(warnings).toEqual([]);
});

test.each(['a=1,b', 'a=1,=2', 'a=1,b=%', 'a=1,b=2=3'])(
  'resource attributes %j are discarded whole, with one warning that does not quote them',
  (text) => {
    const { config, warnings } = attributesOf(text);

    expect(config.resourceAttributes).toEqual({});
    expect(warnings).toEqual([
      'OTEL_RESOURCE_ATTRIBUTES has an entry that is not a key, "=" and a percent-encoded value; ignored',
    ]);
  },
);

test('resource attributes in code are added to those of the environment and win', () => {
  const { config } = readConfig(
    { resourceAttributes: { stage: 'code', extra: 'a,b=%' } },
    { OTEL_RESOURCE_ATTRIBUTES: 'stage=variable,team=a' },
  );

  expect(config.resourceAttributes).toEqual({ stage: 'code', extra: 'a,b=%', team: 'a' });
});

test('headers of all three places are joined, in any case, and the more specific wins', () => {
  const { config, warnings } = readConfig(
    { headers: { 'X-A': 'code' } },
    {
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-a=traces,x-b=traces',
      OTEL_EXPORTER_OTLP_HEADERS: 'X-B=general,x-c=Basic%20YTpi==',
    },
  );

  expect(warnings).toEqual([]);
  expect(config.otlp.headers).toEqual({ 'x-a': 'code', 'x-b': 'traces', 'x-c': 'Basic YTpi==' });
});

test.each([
  'x=1,s3cret',
  'x=1,s3cret value=2',
  'x=1,y=s3cret%0d%0aevil',
  'x=1,y=s3cret%',
  'x=1,=s3cret',
])('a header that can not be sent is left out of %j without being quoted', (text) => {
  const { config, warnings } = headersOf(text);

  expect(config.otlp.headers).toEqual({ x: '1' });
  expect(warnings).toHaveLength(1);
  expect(warnings.join()).not.toContain('s3cret');
});

test('a header in code that is not text is left out', () => {
  const { config, warnings } = readConfig({ headers: { a: 1, b: 'x', c: undefined } } as never, {});

  expect(config.otlp.headers).toEqual({ b: 'x' });
  expect(warnings).toHaveLength(1);
});

test('whatever is percent-encoded comes back as it was', () => {
  const key = fc
    .string({ minLength: 1, unit: 'grapheme' })
    .filter((text) => text !== 'service.name');
  const attributes = fc.dictionary(key, fc.string({ unit: 'grapheme' }), { minKeys: 1 });

  fc.assert(
    fc.property(attributes, (expected) => {
      const text = Object.entries(expected).map((entry) => entry.map(encodeURIComponent).join('='));

      expect(attributesOf(text.join(',')).config.resourceAttributes).toEqual({ ...expected });
    }),
  );
});

test('every header that is taken can be sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { headers } = headersOf(text).config.otlp;

      expect(() => new Headers(headers)).not.toThrow();
    }),
  );
});
