import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  lower,
  passes,
  probabilityOf,
  thresholdIn,
  thresholdOf,
  withThreshold,
} from '../../src/propagation/ot-trace-state.ts';
import { parseTraceState } from '../../src/propagation/trace-state.ts';

const traceId = (randomness: string) => `0af7651916cd43dd84${randomness}`;

/** The specification's own table, of a precision of 4 digits. */
test.each([
  [1, '0'],
  [1 / 2, '8'],
  [1 / 3, 'aaab'],
  [1 / 4, 'c'],
  [1 / 5, 'cccd'],
  [1 / 8, 'e'],
  [1 / 10, 'e666'],
  [1 / 16, 'f'],
  [1 / 100, 'fd70a'],
  [1 / 1_000, 'ffbe77'],
  [1 / 10_000, 'fff9724'],
  [1 / 100_000, 'ffff583a'],
  [1 / 1_000_000, 'ffffef39'],
])('a probability of %d is the threshold %s', (probability, threshold) => {
  expect(thresholdOf(probability)).toBe(threshold);
  expect(probabilityOf(threshold)).toBeCloseTo(probability, 4);
});

test('no trace at all is no probability', () => {
  expect([0, -1, Number.NaN].map(thresholdOf)).toEqual([undefined, undefined, undefined]);
});

test('a threshold is valid and keeps about the share that it is for, however small', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -40, max: 1, noNaN: true }), (probability) => {
      const threshold = thresholdOf(probability) ?? '';

      expect(threshold).toMatch(/^(0|[\da-f]{0,13}[1-9a-f])$/);
      expect(probabilityOf(threshold) / probability).toBeGreaterThan(0.99);
      expect(probabilityOf(threshold) / probability).toBeLessThan(1.01);
    }),
  );
});

test('of two thresholds the lower one keeps more', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 2 ** -40, max: 1, noNaN: true }),
      fc.double({ min: 2 ** -40, max: 1, noNaN: true }),
      fc.stringMatching(/^[\da-f]{14}$/),
      (one, other, randomness) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)].map(
          (each) => thresholdOf(each) ?? '',
        ) as [string, string];

        expect(lower(small, large)).toBe(large);
        if (passes(traceId(randomness), undefined, small))
          expect(passes(traceId(randomness), undefined, large)).toBe(true);
      },
    ),
  );
});

test.each([
  { randomness: 'bfffffffffffff', state: '', kept: false },
  { randomness: 'c0000000000000', state: '', kept: true },
  { randomness: '00000000000000', state: 'ot=rv:c0000000000000', kept: true },
  { randomness: 'ffffffffffffff', state: 'vendor=1,ot=th:8;rv:bfffffffffffff', kept: false },
  { randomness: 'c0000000000000', state: 'ot=rv:not-a-random-one', kept: true },
])('a trace of randomness $randomness and state "$state" is kept: $kept', (given) => {
  const state = parseTraceState(given.state);

  expect(passes(traceId(given.randomness), state, 'c')).toBe(given.kept);
});

test.each([
  { state: '', threshold: 'c', becomes: 'ot=th:c' },
  { state: 'vendor=1', threshold: 'c', becomes: 'ot=th:c,vendor=1' },
  {
    state: 'ot=rv:0123456789abcd;th:8,vendor=1',
    threshold: '0',
    becomes: 'ot=th:0;rv:0123456789abcd,vendor=1',
  },
  { state: 'vendor=1,ot=th:8', threshold: undefined, becomes: 'vendor=1' },
  { state: 'ot=th:8;rv:0123456789abcd', threshold: undefined, becomes: 'ot=rv:0123456789abcd' },
  { state: 'ot=th:8', threshold: undefined, becomes: '' },
])('with threshold $threshold, the state "$state" becomes "$becomes"', (given) => {
  const state = withThreshold(parseTraceState(given.state), given.threshold);

  expect(state?.serialize() ?? '').toBe(given.becomes);
  expect(thresholdIn(state)).toBe(given.threshold);
});

test('what is no threshold says nothing', () => {
  for (const state of ['ot=th:', 'ot=th:C', 'ot=th:0123456789abcde', 'ot=tx:c', 'th=c'])
    expect(thresholdIn(parseTraceState(state))).toBe(undefined);
});
