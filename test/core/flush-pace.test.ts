import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pacedFlush } from '../../src/core/flush-pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** That an invocation has, in milliseconds. */
const allMs = 3_000;

async function paceAfter(...durations: number[]): Promise<{ margin: number; lead: number }> {
  const { flush, margin, lead } = pacedFlush(
    async () => void vi.advanceTimersByTime(durations.shift() ?? 0),
  );
  while (durations.length > 0) await flush(Number.POSITIVE_INFINITY);
  return { margin: margin(), lead: lead(allMs, 0) };
}

test('an invocation that has little time is not given up before three quarters of it', () => {
  expect(pacedFlush(async () => undefined).lead(400, 0)).toBe(100);
});

test.each([
  { awoken: 10, lead: 40 },
  { awoken: 36, lead: 72 },
  { awoken: 1_000, lead: 400 },
])('leaves $lead milliseconds at last where it takes $awoken to wake', async ({ awoken, lead }) => {
  const pace = pacedFlush(async () => undefined);
  for (let flushes = 0; flushes < 2; flushes += 1) await pace.flush(Number.POSITIVE_INFINITY);

  expect(pace.lead(allMs, awoken)).toBe(lead);
});

test.each([
  { title: 'nothing is known', durations: [], margin: 600, lead: 200 },
  { title: 'one flush was quick', durations: [5], margin: 200, lead: 200 },
  { title: 'flushes are quick', durations: [5, 5], margin: 200, lead: 20 },
  { title: 'a flush was slower', durations: [5, 80, 5], margin: 200, lead: 50 },
  { title: 'the last flush was slow', durations: [5, 180], margin: 360, lead: 100 },
  { title: 'a flush took very long', durations: [3_000, 5], margin: 500, lead: 100 },
])(
  'leaves $margin and at last $lead milliseconds where $title',
  async ({ durations, margin, lead }) => {
    expect(await paceAfter(...durations)).toEqual({ margin, lead });
  },
);
