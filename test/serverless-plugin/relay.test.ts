import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { functionOf, type Packaged, propertiesOf, statementsOf } from './osls.ts';
import {
  alarmTopic,
  endpoint,
  keyArn,
  mayDecrypt,
  otherRelay,
  secretHeaders,
  tracedService,
} from './services.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

const service = { ...tracedService, custom: { antifreeze: { endpoint, relay: true } } };
const queueArn = { 'Fn::GetAtt': ['AntifreezeRelayQueue', 'Arn'] };

const relayParts = ({ resources }: Packaged) =>
  Object.keys(resources).filter((name) => name.startsWith('AntifreezeRelay'));

test('functions send to the queue in place of the endpoint, and their role allows just that', () => {
  const packaged = workspace.package(service);

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(functionOf(packaged, 'api').variables).toEqual({
    AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
    ANTIFREEZE_RELAY: 'sqs',
    ANTIFREEZE_RELAY_QUEUE_URL: { Ref: 'AntifreezeRelayQueue' },
    OTEL_SERVICE_NAME: 'orders-dev',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=dev',
  });
  expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(2)).toEqual([
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
  ]);
});

test('the relay is the one of the package, with sound settings and no permission too many', () => {
  const packaged = workspace.package(service);

  expect(relayParts(packaged)).toEqual([
    'AntifreezeRelayDeadLetterQueue',
    'AntifreezeRelayQueue',
    'AntifreezeRelayEventSourceMapping',
    'AntifreezeRelayLogGroup',
    'AntifreezeRelayRole',
    'AntifreezeRelayFunction',
    'AntifreezeRelayAgeAlarm',
    'AntifreezeRelayUndeliveredAlarm',
    'AntifreezeRelayDeadLetterAlarm',
    'AntifreezeRelayErrorAlarm',
  ]);
  expect(propertiesOf(packaged, 'AntifreezeRelayQueue')).toEqual({
    MessageRetentionPeriod: 1_209_600,
    SqsManagedSseEnabled: true,
    VisibilityTimeout: 180,
    RedrivePolicy: {
      deadLetterTargetArn: { 'Fn::GetAtt': ['AntifreezeRelayDeadLetterQueue', 'Arn'] },
      maxReceiveCount: 10,
    },
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayDeadLetterQueue')).toEqual({
    MessageRetentionPeriod: 1_209_600,
    SqsManagedSseEnabled: true,
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayEventSourceMapping')).toMatchObject({
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 5,
    ScalingConfig: { MaximumConcurrency: 10 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayFunction')).toEqual({
    Description: expect.any(String),
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Architectures: ['arm64'],
    MemorySize: 256,
    Timeout: 30,
    Code: {
      S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
      S3Key: expect.stringMatching(/\/antifreeze-relay\.zip$/),
    },
    Role: { 'Fn::GetAtt': ['AntifreezeRelayRole', 'Arn'] },
    LoggingConfig: { LogGroup: { Ref: 'AntifreezeRelayLogGroup' } },
    Environment: { Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } },
  });
  expect(statementsOf(packaged, 'AntifreezeRelayRole')).toEqual([
    expect.objectContaining({ Resource: { 'Fn::GetAtt': ['AntifreezeRelayLogGroup', 'Arn'] } }),
    expect.objectContaining({ Resource: queueArn }),
  ]);
  expect(readFileSync(join(packaged.directory, '.serverless/antifreeze-relay.zip'))).toEqual(
    workspace.relayZip(),
  );
});

test('every setting of the relay has its place', () => {
  const packaged = workspace.package({
    ...service,
    provider: { ...service.provider, tags: { team: 'shop' }, logRetentionInDays: 7 },
    custom: { antifreeze: otherRelay },
  });

  const queue = { MessageRetentionPeriod: 86_400, KmsMasterKeyId: keyArn };
  expect(propertiesOf(packaged, 'AntifreezeRelayDeadLetterQueue')).toEqual(queue);
  expect(propertiesOf(packaged, 'AntifreezeRelayQueue')).toMatchObject({
    ...queue,
    VisibilityTimeout: 400,
    RedrivePolicy: { maxReceiveCount: 20 },
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayEventSourceMapping')).toMatchObject({
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    ScalingConfig: { MaximumConcurrency: 3 },
  });
  const relay = propertiesOf(packaged, 'AntifreezeRelayFunction');
  expect(relay['Environment']).toEqual({
    Variables: {
      OTEL_EXPORTER_OTLP_ENDPOINT: { 'Fn::ImportValue': 'collector' },
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    },
  });
  expect(relay).toMatchObject({
    Architectures: ['x86_64'],
    MemorySize: 512,
    Timeout: 60,
    ReservedConcurrentExecutions: 4,
    VpcConfig: {
      SecurityGroupIds: otherRelay.relay.vpc.securityGroupIds,
      SubnetIds: otherRelay.relay.vpc.subnetIds,
    },
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayLogGroup')).toMatchObject({ RetentionInDays: 30 });
  const statements = statementsOf(packaged, 'AntifreezeRelayRole').slice(2);
  expect(statements).toEqual([
    mayDecrypt,
    expect.objectContaining({ Action: expect.arrayContaining(['ec2:CreateNetworkInterface']) }),
    mayDecrypt,
  ]);
  expect(statementsOf(packaged, 'IamRoleLambdaExecution')).toContainEqual({
    Effect: 'Allow',
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: keyArn,
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayAgeAlarm')).toMatchObject({
    Threshold: 60,
    AlarmActions: [alarmTopic],
    OKActions: [alarmTopic],
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayDeadLetterAlarm')).toMatchObject({ Threshold: 5 });
  expect(propertiesOf(packaged, 'AntifreezeRelayUndeliveredAlarm')).toMatchObject({
    Threshold: 20,
  });
  expect(packaged.resources).not.toHaveProperty('AntifreezeRelayErrorAlarm');
});

test('the relay keeps to what the service says for all functions, and about its resources', () => {
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  const packaged = workspace.package({
    ...service,
    provider: {
      ...service.provider,
      logRetentionInDays: 7,
      vpc: { securityGroupIds: ['sg-1'], subnetIds: ['subnet-1'] },
      iam: { role: { permissionsBoundary: boundary, path: '/services/' } },
    },
    custom: { antifreeze: { endpoint, relay: { alarms: false } } },
    resources: {
      extensions: { AntifreezeRelayFunction: { Properties: { FunctionName: 'relay' } } },
    },
  });

  expect(propertiesOf(packaged, 'AntifreezeRelayLogGroup')).toMatchObject({ RetentionInDays: 7 });
  expect(propertiesOf(packaged, 'AntifreezeRelayRole')).toMatchObject({
    PermissionsBoundary: boundary,
    Path: '/services/',
  });
  expect(propertiesOf(packaged, 'AntifreezeRelayFunction')).toMatchObject({
    FunctionName: 'relay',
    VpcConfig: { SecurityGroupIds: ['sg-1'], SubnetIds: ['subnet-1'] },
  });
  expect(relayParts(packaged).filter((name) => name.endsWith('Alarm'))).toEqual([]);
});

test('the relay may read just the secrets that its headers name', () => {
  const packaged = workspace.package({
    ...service,
    custom: { antifreeze: { endpoint, relay: true, headers: secretHeaders } },
  });

  const arn = secretHeaders['x-arn'].replace('secretsmanager:', '');
  expect(propertiesOf(packaged, 'AntifreezeRelayFunction')['Environment']).toMatchObject({
    Variables: {
      OTEL_EXPORTER_OTLP_HEADERS: [
        'authorization=Bearer%20secretsmanager%3Aotel%2Fcollector%23token',
        'x-key=ssm%3A%2Fotel%2Fkey',
        `x-arn=secretsmanager%3A${encodeURIComponent(arn)}`,
        'x-tenant={{resolve:ssm:/tenant}}',
      ].join(),
    },
  });
  const account = `\${AWS::Region}:\${AWS::AccountId}`;
  expect(statementsOf(packaged, 'AntifreezeRelayRole').slice(2)).toEqual([
    {
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: {
        'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:${account}:secret:otel/collector-??????`,
      },
    },
    {
      Effect: 'Allow',
      Action: 'ssm:GetParameter',
      Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:ssm:${account}:parameter/otel/key` },
    },
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: arn },
  ]);
  expect(JSON.stringify(functionOf(packaged, 'api'))).not.toContain('HEADERS');
});
