import { afterAll, beforeAll, expect, test } from 'vitest';
import { functionOf, type Packaged, statementsOf } from './osls.ts';
import { endpoint, handler, keyArn, tracedService } from './services.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

const service = { ...tracedService, custom: { antifreeze: { endpoint, relay: true } } };

const relayParts = ({ resources }: Packaged) =>
  Object.keys(resources).filter((name) => name.startsWith('AntifreezeRelay'));

test('a function can do without the relay, and who brings a role of their own is told what it needs', () => {
  const role = 'arn:aws:iam::123456789012:role/own';
  const packaged = workspace.package({
    ...service,
    provider: {
      ...service.provider,
      iamRoleStatements: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    },
    functions: {
      api: { handler },
      direct: { handler, antifreeze: { relay: false, serviceName: 'direct' } },
      other: { handler, antifreeze: { relay: false, endpoint: 'https://other.example.com' } },
      own: { handler, role },
    },
  });

  expect(functionOf(packaged, 'direct').variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  });
  expect(functionOf(packaged, 'other').variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://other.example.com',
  });
  expect(functionOf(packaged, 'direct').variables).not.toHaveProperty('ANTIFREEZE_RELAY');
  expect(functionOf(packaged, 'own').variables).toMatchObject({ ANTIFREEZE_RELAY: 'sqs' });
  expect(packaged.output).toContain('functions.own sends to the relay with a role of its own');
  expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(2)).toMatchObject([
    { Action: ['s3:GetObject'] },
    { Action: 'sqs:SendMessage' },
  ]);
});

test('where no function uses the relay, there is none', () => {
  const packaged = workspace.package({
    ...service,
    functions: {
      api: { handler, antifreeze: { relay: false } },
      off: { handler, antifreeze: false },
    },
  });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(relayParts(packaged)).toEqual([]);
  expect(statementsOf(packaged, 'IamRoleLambdaExecution')).toHaveLength(2);
});

test('a queue that is there already is used, and nothing is built', () => {
  const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans';
  const arn = 'arn:aws:sqs:eu-west-1:123456789012:spans';
  const relay = { queueUrl: url, queueArn: arn, kmsKeyArn: keyArn };
  const packaged = workspace.package({ ...service, custom: { antifreeze: { relay } } });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(functionOf(packaged, 'api').variables).toMatchObject({
    ANTIFREEZE_RELAY: 'sqs',
    ANTIFREEZE_RELAY_QUEUE_URL: url,
  });
  expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(2)).toEqual([
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn },
    { Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: keyArn },
  ]);
  expect(relayParts(packaged)).toEqual([]);
});
