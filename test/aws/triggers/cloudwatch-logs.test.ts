import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cloudWatchLogs } from '../../../src/aws/triggers/cloudwatch-logs.ts';
import { rootSpanOf } from './root-span.ts';

test.each(['data', 'many', 'zlib'])('a log group is named from the beginning of the %s', (name) => {
  const root = rootSpanOf(cloudWatchLogs, `cloudwatch-logs/${name}`);

  expect(root).toEqual({
    name: 'process /aws/lambda/orders',
    kind: 4,
    links: [],
    attributes: {
      'faas.trigger': 'pubsub',
      'messaging.system': 'aws.cloudwatch_logs',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': '/aws/lambda/orders',
      'service.peer.name': 'aws.cloudwatch_logs:/aws/lambda/orders',
    },
  });
});

test.each([
  ['no base64', '%%%'],
  ['no gzip', 'aGVsbG8='],
  ['no JSON', gzipSync('hello').toString('base64')],
])('of %s nothing is known', (_case, data) => {
  const root = cloudWatchLogs.rootSpan({ awslogs: { data } }, undefined);

  expect(root.name).toBe('process aws.cloudwatch_logs');
});
