import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inParallel } from '../../../../src/cli/doctor/aws/in-parallel.ts';

test('results have the order of the items, and no more are under way than allowed', async () => {
  let underWay = 0;
  const most: number[] = [];

  const results = await inParallel([5, 1, 4, 2, 3], 2, async (rounds) => {
    most.push(++underWay);
    for (let round = 0; round < rounds; round++) await setImmediate();
    underWay--;
    return rounds * 10;
  });

  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(Math.max(...most)).toBe(2);
});

test('a failure is passed on', async () => {
  const failed = inParallel([1, 2], 2, async () => Promise.reject(new Error('No.')));

  await expect(failed).rejects.toThrow('No.');
});
