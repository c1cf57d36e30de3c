import { expect } from 'vitest';
import type { DeployedRelay } from './deployed-relay.ts';

const twoWeeks = String(14 * 24 * 3_600);

/** What every way to deploy a relay makes where only the endpoint and a secret in Secrets Manager are given. */
export function expectDefaultRelay(
  deployed: DeployedRelay,
  endpoint: string,
  secretArn: string,
): void {
  const { relay, queue, deadLetterQueue, mappings, logGroup } = deployed;
  expect(relay.Handler).toBe('index.handler');
  expect(relay.MemorySize).toBe(256);
  expect(Number(relay.Timeout)).toBe(30);
  expect(relay.Environment?.Variables).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_HEADERS: expect.stringMatching(
      /^authorization=Bearer%20secretsmanager(:|%3A)/,
    ),
  });
  expect(queue).toMatchObject({
    MessageRetentionPeriod: twoWeeks,
    VisibilityTimeout: '180',
    SqsManagedSseEnabled: 'true',
    RedrivePolicy: { deadLetterTargetArn: deadLetterQueue['QueueArn'], maxReceiveCount: 10 },
  });
  expect(deadLetterQueue).toMatchObject({
    MessageRetentionPeriod: twoWeeks,
    SqsManagedSseEnabled: 'true',
    RedrivePolicy: null,
  });
  expect(mappings).toMatchObject([
    {
      EventSourceArn: queue['QueueArn'],
      FunctionArn: relay.FunctionArn,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  ]);
  expect(logGroup?.retentionInDays).toBe(30);
  expectLeastPrivilege(deployed, secretArn);
}

function expectLeastPrivilege(deployed: DeployedRelay, secretArn: string): void {
  const { queue, logGroup, permissions, senderPermissions } = deployed;
  const arn = String(queue['QueueArn']);
  // AWS gives a log group's ARN with the end that stands for its streams; moto doesn't in CloudFormation.
  const log = logGroup?.arn?.replace(/:\*$/, '') ?? '';
  expect(senderPermissions).toEqual([`sqs:SendMessage ${arn}`]);
  expect(permissions.map((each) => each.replace(/:\*$/, ''))).toEqual([
    `logs:CreateLogStream ${log}`,
    `logs:PutLogEvents ${log}`,
    `secretsmanager:GetSecretValue ${secretArn}`,
    `sqs:ChangeMessageVisibility ${arn}`,
    `sqs:DeleteMessage ${arn}`,
    `sqs:GetQueueAttributes ${arn}`,
    `sqs:ReceiveMessage ${arn}`,
  ]);
}
