import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need more than npm brings: see vitest.cloud.config.ts.
    exclude: ['test/cloud/**'],
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
