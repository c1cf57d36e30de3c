import { expect, test } from 'vitest';
import { epochMs, isoTime, waited } from '../../src/triggers/waiting-time.ts';
import { useClockOfEvents } from '../aws/triggers/clock.ts';

useClockOfEvents();

test.each([
  [0, 0],
  [1_500.4, 1_500],
  [14 * 24 * 3_600_000, 1_209_600_000],
])('what was sent %d ms ago has waited %i ms', (ago, age) => {
  expect(waited(Date.now() - ago)).toEqual({ 'antifreeze.event.age_ms': age });
});

test.each([
  undefined,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  0,
  Date.parse('2026-11-22T21:12:06Z'),
  Date.parse('2025-01-01T00:00:00Z'),
])('of what was sent at %d nothing is said', (sentAt) => {
  expect(waited(sentAt)).toEqual({});
});

test.each([
  ['2026-11-22T21:12:05Z', 1795381925000],
  ['2026-11-22T21:12:05.000+0000', 1795381925000],
  [1795381925000, 1795381925000],
  ['later', undefined],
  ['1'.repeat(1_000_000), undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [null, undefined],
])('the time %.30s is %d', (time, epoch) => {
  expect(epochMs(time)).toBe(epoch);
});

test('a time is written in UTC, unless no date can be it', () => {
  expect(isoTime(1795381925000)).toBe('2026-11-22T21:12:05.000Z');
  expect(isoTime(1e300)).toBeUndefined();
  expect(isoTime(undefined)).toBeUndefined();
});
