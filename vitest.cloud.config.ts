import { defineConfig } from 'vitest/config';

/** What needs tools that npm doesn't bring: stand-ins for AWS, Terraform, Ansible. `npm test` does without them. */
export default defineConfig({
  test: {
    // No machine is too busy for that; what comes takes no longer by it.
    expect: { poll: { timeout: 15_000 } },
    include: ['test/cloud/**/*.test.ts'],
    // As in `npm test`: what fails twice in a row has failed.
    retry: process.env['CI'] ? 1 : 0,
    // Tools of the cloud are slow, and deployments take their time.
    testTimeout: 120_000,
    // Installs what it needs, the first time, and one file after the other, so that none installs what another does.
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
