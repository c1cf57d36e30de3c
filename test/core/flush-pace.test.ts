import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pacedFlush } from '../../src/core/flush-pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function marginAfter(...durations: number[]): Promise<number> {
  const { flush, margin } = pacedFlush(
    async () => void vi.advanceTimersByTime(durations.shift() ?? 0),
  );
  while (durations.length > 0) await flush(Number.POSITIVE_INFINITY);
  return margin();
}

test.each([
  { title: 'nothing is known', durations: [], expected: 50 },
  { title: 'flushes are quick', durations: [5], expected: 50 },
  { title: 'a flush was slower', durations: [5, 80, 5], expected: 80 },
  { title: 'the last flush was slow', durations: [5, 80], expected: 160 },
  { title: 'a flush took very long', durations: [3_000], expected: 500 },
])('leaves $expected milliseconds where $title', async ({ durations, expected }) => {
  expect(await marginAfter(...durations)).toBe(expected);
});
