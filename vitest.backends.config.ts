import { defineConfig } from 'vitest/config';

/** What asks real back ends for the traces they were sent. They take minutes to install: `npm test` does without them. */
export default defineConfig({
  test: {
    include: ['test/backends/**/*.test.ts'],
    testTimeout: 120_000,
    // Builds what it needs, the first time, and one file after the other, so that none builds what another does.
    hookTimeout: 3_600_000,
    fileParallelism: false,
  },
});
