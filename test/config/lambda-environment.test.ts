import { expect, test } from 'vitest';
import { readLambdaEnvironment } from '../../src/config/lambda-environment.ts';

test('what Lambda sets is read', () => {
  const environment = readLambdaEnvironment({
    AWS_LAMBDA_FUNCTION_NAME: 'orders',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[$LATEST]0123',
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_MAX_CONCURRENCY: '8',
    AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  });

  expect(environment).toEqual({
    functionName: 'orders',
    functionVersion: '$LATEST',
    memorySizeMb: 512,
    logGroupName: '/aws/lambda/orders',
    logStreamName: '2026/11/23/[$LATEST]0123',
    logsJson: false,
    region: 'eu-west-1',
    initializationType: 'on-demand',
    maxConcurrency: 8,
    usesAlternativeClient: true,
    runtimeApi: '127.0.0.1:9001',
    xRayDaemon: '169.254.79.129:2000',
    executionEnvironment: 'AWS_Lambda_nodejs24.x',
  });
  expect(Object.isFrozen(environment)).toBe(true);
});

test('outside Lambda everything is undefined', () => {
  const { usesAlternativeClient, logsJson, ...rest } = readLambdaEnvironment({});

  expect([usesAlternativeClient, logsJson]).toEqual([false, false]);
  expect(Object.values(rest)).toEqual(Array(11).fill(undefined));
});

test.each(['', 'x', '-1', '1.5'])('a memory size of %j is undefined', (text) => {
  const environment = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: text, AWS_REGION: '' };

  expect(readLambdaEnvironment(environment)).toEqual(readLambdaEnvironment({}));
});

test.each([
  ['127.0.0.1:2000', '127.0.0.1:2000'],
  ['tcp:127.0.0.1:2000 udp:127.0.0.1:2001', '127.0.0.1:2000'],
  ['udp:daemon:2001', 'daemon:2001'],
])('the X-Ray daemon at %j is %s', (address, host) => {
  expect(readLambdaEnvironment({ AWS_XRAY_DAEMON_ADDRESS: address }).xRayDaemon).toBe(host);
});
