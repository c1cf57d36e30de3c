import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Of these folders, what sets variables or the logger of the process, or measures the code that it runs. */
const butFor = '!(durable-plugins|payload-capture|steps)';
/**
 * Tests of what turns values into values: a worker runs one after the other and loads what they test once, where each other
 * file has a process of its own. They share one global, which those that need it set alike: the default propagators.
 */
const ofValues = [
  `test/{config,light,otlp,payload,propagation,triggers}/**/${butFor}.test.ts`,
  'test/{aws,gcp}/triggers/**/*.test.ts',
  'test/aws/arn.test.ts',
  'test/cli/doctor/*.test.ts',
  'test/viewer/{otlp,store,terminal}/**/*.test.ts',
];
/** These need more than npm brings: see vitest.backends.config.ts, vitest.cloud.config.ts and vitest.browser.config.ts. */
const elsewhere = ['test/backends/**', 'test/cloud/**', 'test/viewer/browser/**'];

export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: 'values', include: ofValues, isolate: false } },
      {
        extends: true,
        test: {
          name: 'processes',
          globalSetup: 'test/built-once.ts',
          include: ['test/**/*.test.ts'],
          exclude: [...ofValues, ...elsewhere],
        },
      },
    ],
    // Half of what the tests do on two cores is to wait: for what they have started, and for time to pass.
    maxWorkers: Math.max(4, availableParallelism()),
    // These end what hangs: what is only slow, on however busy a machine, is done before.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: process.env['CI']
      ? ['default', ['json', { outputFile: 'test-results.json' }]]
      : ['default'],
    coverage: { include: ['src/**'] },
  },
});
