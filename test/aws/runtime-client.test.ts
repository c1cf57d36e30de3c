import { expect, test } from 'vitest';
import { findRuntimeClient } from '../../src/aws/runtime-client.ts';

const client = { next: async () => undefined, done: () => undefined, error: () => undefined };

test("finds the runtime's client among the loaded modules", () => {
  const cache = {
    '/var/task/index.js': { exports: {} },
    '/var/runtime/rapid-client.node': { exports: client },
  };

  expect(findRuntimeClient(cache)).toBe(client);
});

test.each([
  { title: 'nothing of the kind is loaded', exports: undefined },
  { title: 'it has no function to ask for the next event', exports: { next: 1 } },
  { title: 'that function can not be replaced', exports: Object.freeze({ ...client }) },
  { title: 'it is null', exports: null },
])('finds none when $title', ({ exports }) => {
  expect(findRuntimeClient({ '/var/runtime/rapid-client.node': { exports } })).toBeUndefined();
});

test('finds none outside of Lambda', () => {
  expect(findRuntimeClient()).toBeUndefined();
});
