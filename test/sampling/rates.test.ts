import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastPerMinute } from '../../src/sampling/least-per-minute.ts';
import { tokenBucket } from '../../src/sampling/token-bucket.ts';

/** From one call to the next, in milliseconds: a busy second, a freeze of hours, a clock that is set back or ahead. */
const step = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 8 * 3_600_000 }),
  fc.integer({ min: -8 * 3_600_000, max: -1 }),
);
const steps = fc.array(step, { minLength: 1, maxLength: 300 });

test('no more tokens are taken than come, and a second of them, whatever the clock does', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 0.01, 0.5, 1, 7), (all, perSecond) => {
      let time = 1_000_000_000_000;
      let elapsed = 0;
      let taken = 0;
      const take = tokenBucket(perSecond, () => time);
      for (const ms of all) {
        time += ms;
        elapsed += Math.max(0, ms);
        if (take()) taken += 1;
      }

      const most = perSecond > 0 ? Math.max(1, perSecond) : 0;
      expect(taken).toBeLessThanOrEqual(most + (elapsed * perSecond) / 1_000 + 1e-6);
    }),
  );
});

test('a freeze saves up no more than a second has, and none is lost by a clock that is set back', () => {
  let time = 0;
  const take = tokenBucket(2, () => time);
  const takeAll = () => Array.from({ length: 10 }, take).filter(Boolean).length;

  const taken = [0, 3_600_000, -3_600_000, 500, 500].map((ms) => {
    time += ms;
    return takeAll();
  });

  expect(taken).toEqual([2, 2, 0, 1, 1]);
});

test('at least so many a minute are wanted, by the wall clock', () => {
  let time = 0;
  const least = leastPerMinute(2, () => time);
  const keep = (name: string) => {
    const isKept = least.wants(name);
    if (isKept) least.note(name);
    return isKept;
  };

  const inOneMinute = [keep('a'), keep('a'), keep('a'), keep('b')];
  time += 59_999;
  const atItsEnd = keep('a');
  time += 1;
  const inTheNext = [keep('a'), keep('a'), keep('a')];
  time += 3_600_000;
  const afterFreeze = [keep('a'), keep('a'), keep('a')];
  time -= 7_200_000;
  const setBack = [keep('a'), keep('a'), keep('a')];

  expect(inOneMinute).toEqual([true, true, false, true]);
  expect(atItsEnd).toBe(false);
  for (const minute of [inTheNext, afterFreeze, setBack])
    expect(minute).toEqual([true, true, false]);
});
