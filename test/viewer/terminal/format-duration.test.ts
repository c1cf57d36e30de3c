import { expect, test } from 'vitest';
import { formatDuration } from '../../../src/viewer/terminal/format-duration.ts';

test.each([
  [0, '0 ns'],
  [999, '999 ns'],
  [1_500, '1.50 µs'],
  [12_345_678n, '12.3 ms'],
  [123_456_789, '123 ms'],
  [75_000_000_000n, '75.0 s'],
  [-2_000_000, '-2.00 ms'],
])('%s nanoseconds read as %s', (nanoseconds, text) => {
  expect(formatDuration(nanoseconds)).toBe(text);
});
