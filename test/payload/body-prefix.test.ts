import { expect, test } from 'vitest';
import { bodyPrefix } from '../../src/payload/body-prefix.ts';
import { CutText } from '../../src/payload/parse-cut-json.ts';

test('keeps the beginning of a body, and counts all of it', () => {
  const body = bodyPrefix(8);

  body.add('12345');
  body.add(Buffer.from('67890'));
  body.add(Buffer.alloc(1_000_000));

  expect(body.size()).toBe(1_000_010);
  expect(body.content()).toEqual(new CutText('12345678'));
});

test('a body that fits is not cut, whatever its chunks', () => {
  const body = bodyPrefix(100);

  for (const byte of Buffer.from('süß ✓')) body.add(Uint8Array.of(byte));
  body.add('c3', 'hex');
  body.add('9f', 'hex');
  body.add(null);
  body.add(() => undefined);

  expect(body.content()).toBe('süß ✓ß');
});

test('a character that is cut in two is left out', () => {
  const body = bodyPrefix(2);

  body.add(Buffer.from('aß…'));

  expect(body.content()).toEqual(new CutText('a'));
});

test('keeps no chunk alive', () => {
  const body = bodyPrefix(4);
  const chunk = Buffer.from('{"a":"some"}');

  body.add(chunk);
  chunk.fill('x');

  expect(body.content()).toEqual(new CutText('{"a"'));
});

test('nothing is known of nothing', () => {
  expect(bodyPrefix(4).content()).toBeUndefined();
});
