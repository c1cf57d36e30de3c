import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 15_000 } },
    include: ['test/**/*.test.ts'],
    // These need more than npm brings: see vitest.backends.config.ts, vitest.cloud.config.ts and vitest.browser.config.ts.
    exclude: ['test/backends/**', 'test/cloud/**', 'test/viewer/browser/**'],
    // Two cores: more processes than that would make the runtime tests wait for each other.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: process.env['CI']
      ? ['default', ['json', { outputFile: 'test-results.json' }]]
      : ['default'],
    coverage: { include: ['src/**'] },
  },
});
