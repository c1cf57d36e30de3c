import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 60_000 } },
    include: ['test/**/*.test.ts'],
    // These need more than npm brings: see vitest.backends.config.ts, vitest.cloud.config.ts and vitest.browser.config.ts.
    exclude: ['test/backends/**', 'test/cloud/**', 'test/viewer/browser/**'],
    // Two cores: more processes than that would make the runtime tests wait for each other.
    maxWorkers: 2,
    // These end what hangs: what is only slow, on however busy a machine, is done before.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: process.env['CI']
      ? ['default', ['json', { outputFile: 'test-results.json' }]]
      : ['default'],
    coverage: { include: ['src/**'] },
  },
});
