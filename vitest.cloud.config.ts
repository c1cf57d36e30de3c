import { defineConfig } from 'vitest/config';

/** Round trips through stand-ins for AWS that npm doesn't bring; `npm test` does without them. */
export default defineConfig({
  test: {
    include: ['test/cloud/**/*.test.ts'],
    testTimeout: 30_000,
    // Installs what it needs, the first time.
    hookTimeout: 180_000,
  },
});
