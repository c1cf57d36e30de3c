import { expect, test } from 'vitest';
import { createColdStart } from '../../src/aws/cold-start.ts';

const startedAt = Date.now() - 60_000;
const justNow = () => Date.now() - 20;
const longAgo = () => Date.now() - 30_000;

test('the first invocation is a cold start, and no later one', () => {
  const coldStart = createColdStart({
    initializationType: 'on-demand',
    startedAt,
    readyAt: justNow,
  });

  expect(coldStart()).toMatchObject({ start: startedAt });
  expect(coldStart()).toBeUndefined();
});

test.each([
  { initializationType: undefined, readyAt: justNow, cold: true },
  { initializationType: 'provisioned-concurrency', readyAt: justNow, cold: false },
  { initializationType: 'snap-start', readyAt: justNow, cold: false },
  { initializationType: 'on-demand', readyAt: longAgo, cold: false },
])('an environment of type $initializationType, ready at $readyAt: cold start $cold', (options) => {
  const coldStart = createColdStart({ ...options, startedAt });

  expect(coldStart() !== undefined).toBe(options.cold);
});

test('is none where the environment has served before, be it without a trace', () => {
  const coldStart = createColdStart({
    initializationType: 'on-demand',
    startedAt,
    readyAt: justNow,
    servesFirst: () => false,
  });

  expect(coldStart()).toBeUndefined();
});
