import { describe, expect, test } from 'vitest';
import { readGcpEnvironment } from '../../src/config/gcp-environment.ts';

describe('the environment of a function', () => {
  test('is what Google Cloud sets', () => {
    expect(
      readGcpEnvironment({
        K_SERVICE: 'orders',
        K_REVISION: 'orders-00002-abc',
        K_CONFIGURATION: 'orders',
        FUNCTION_TARGET: 'onOrder',
        GCLOUD_PROJECT: 'shop',
        CLOUD_RUN_TIMEOUT_SECONDS: '60',
      }),
    ).toEqual({
      service: 'orders',
      revision: 'orders-00002-abc',
      configuration: 'orders',
      functionTarget: 'onOrder',
      job: undefined,
      projectId: 'shop',
      timeoutMs: 60_000,
      metadataHost: 'metadata.google.internal',
    });
  });

  test.each(['', '0', '-1', 'soon'])('has no time limit when it says %j', (seconds) => {
    const { timeoutMs } = readGcpEnvironment({ CLOUD_RUN_TIMEOUT_SECONDS: seconds });

    expect(timeoutMs).toBeUndefined();
  });

  test.each([
    ['3', 3],
    ['', undefined],
    ['first', undefined],
  ])('of a job names its task (%j)', (index, taskIndex) => {
    const { job, service } = readGcpEnvironment({
      CLOUD_RUN_JOB: 'nightly',
      CLOUD_RUN_EXECUTION: 'nightly-x7k2p',
      CLOUD_RUN_TASK_INDEX: index,
    });

    expect(job).toEqual({ name: 'nightly', execution: 'nightly-x7k2p', taskIndex });
    expect(service).toBeUndefined();
  });
});
