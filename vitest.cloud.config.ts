import { defineConfig } from 'vitest/config';

/** What needs tools that npm doesn't bring: stand-ins for AWS, Terraform, Ansible. `npm test` does without them. */
export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 60_000 } },
    include: ['test/cloud/**/*.test.ts'],
    // Tools of the cloud are slow, and deployments take their time.
    testTimeout: 300_000,
    // What a file needs is installed the first time, and another may be at it.
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
});
