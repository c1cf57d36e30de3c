import { defineConfig } from 'vitest/config';

/** Round trips through stand-ins for AWS that npm doesn't bring; `npm test` does without them. */
export default defineConfig({
  test: {
    include: ['test/cloud/**/*.test.ts'],
    // Tools of the cloud are slow, and deployments take their time.
    testTimeout: 120_000,
    // Installs what it needs, the first time.
    hookTimeout: 180_000,
  },
});
