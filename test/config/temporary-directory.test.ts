import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../src/config/temporary-directory.ts';

test.each([
  { title: 'nothing is set', environment: {}, expected: '/tmp' },
  { title: 'TMPDIR is set', environment: { TMPDIR: '/a/', TMP: '/b' }, expected: '/a' },
  { title: 'only TEMP is set', environment: { TMPDIR: '', TEMP: '/c' }, expected: '/c' },
  { title: 'it is the root', environment: { TMPDIR: '/' }, expected: '/' },
])('is $expected where $title', ({ environment, expected }) => {
  expect(temporaryDirectory(environment)).toBe(expected);
});

test('is what Node.js says', () => {
  expect(temporaryDirectory()).toBe(tmpdir());
});
