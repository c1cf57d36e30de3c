import { describe, expect, test } from 'vitest';
import { readGcpEnvironment, readGcpFlush } from '../../src/config/gcp-environment.ts';

describe('the environment of a function', () => {
  test('is what Google Cloud sets', () => {
    expect(
      readGcpEnvironment({
        K_SERVICE: 'orders',
        K_REVISION: 'orders-00002-abc',
        FUNCTION_TARGET: 'onOrder',
        GCLOUD_PROJECT: 'shop',
        CLOUD_RUN_TIMEOUT_SECONDS: '60',
      }),
    ).toEqual({
      service: 'orders',
      revision: 'orders-00002-abc',
      functionTarget: 'onOrder',
      projectId: 'shop',
      timeoutMs: 60_000,
      metadataHost: 'metadata.google.internal',
    });
  });

  test.each(['', '0', '-1', 'soon'])('has no time limit when it says %j', (seconds) => {
    const { timeoutMs } = readGcpEnvironment({ CLOUD_RUN_TIMEOUT_SECONDS: seconds });

    expect(timeoutMs).toBeUndefined();
  });
});

describe('spans are flushed', () => {
  test.each([
    [undefined, {}],
    [{}, { ANTIFREEZE_FLUSH: ' ' }],
    [{}, { ANTIFREEZE_FLUSH: 'sometimes' }],
    [{ flush: 'before-response' as const }, { ANTIFREEZE_FLUSH: 'after-response' }],
  ])('before the response (%j, %j)', (options, environment) => {
    expect(readGcpFlush(options, environment)).toBe('before-response');
  });

  test.each([
    [undefined, { ANTIFREEZE_FLUSH: 'after-response' }],
    [{ flush: 'after-response' as const }, {}],
  ])('after it, when that was chosen (%j, %j)', (options, environment) => {
    expect(readGcpFlush(options, environment)).toBe('after-response');
  });
});
