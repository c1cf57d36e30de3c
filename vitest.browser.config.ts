import { defineConfig } from 'vitest/config';

/** What needs a browser: Debian's package `chromium`, or one that the variable `CHROMIUM` names. */
export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 60_000 } },
    include: ['test/viewer/browser/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One browser at a time, so that what is measured is of a machine that does nothing else.
    fileParallelism: false,
  },
});
