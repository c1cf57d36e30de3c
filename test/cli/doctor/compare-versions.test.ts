import { expect, test } from 'vitest';
import { compareVersions } from '../../../src/cli/doctor/compare-versions.ts';

test.each([
  ['0.1.0', '0.1.1'],
  ['0.9.0', '0.10.0'],
  ['0.10.9', '1.0.0'],
  ['1.2.3-beta.1', '1.2.4'],
])('%s is older than %s', (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});

test('a version is as old as itself', () => {
  expect(compareVersions('1.2.3', '1.2.3')).toBe(0);
});
