import { defineConfig } from 'vitest/config';

const { ANTIFREEZE_SOAK = '10000', ANTIFREEZE_RELAY_SPANS = '100000' } = process.env;

/** The tests that look for lost spans, at a size that takes a quarter of an hour: see CONTRIBUTING.md. */
export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 60_000 } },
    include: [
      'test/runtime/lost-spans-soak.test.ts',
      'test/runtime/mixing.test.ts',
      'test/relay/through-the-queue.test.ts',
    ],
    env: { ANTIFREEZE_SOAK, ANTIFREEZE_RELAY_SPANS },
    // One after the other, so that the relay's figures are of a machine that does nothing else.
    fileParallelism: false,
    testTimeout: 600_000,
  },
});
