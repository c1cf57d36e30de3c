import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyExample, type ExampleService } from '../serverless-plugin/example-service.ts';
import { packageService, templateIn } from '../serverless-plugin/osls.ts';
import { createWorkspace, type Workspace } from '../serverless-plugin/workspace.ts';
import { installTool } from './python-tool.ts';

const programs = await installTool('cfn-lint', 'cfn-lint==1.51.0');

/** That a dependency is said twice. The framework's routes of an HTTP API do so. */
const ignored = 'W3005';

describe.skipIf(!programs)('cfn-lint finds nothing in the template of', () => {
  let workspace: Workspace;
  let example: ExampleService;

  beforeAll(async () => {
    [workspace, example] = await Promise.all([createWorkspace(), copyExample()]);
  });
  afterAll(() => {
    workspace.remove();
    example.remove();
  });

  function lint(service: string): string {
    const { status, stdout, stderr } = spawnSync(
      join(programs ?? '', 'cfn-lint'),
      ['--ignore-checks', ignored, '--regions', 'eu-west-1', '--template', templateIn(service)],
      { encoding: 'utf8' },
    );
    return `${stdout}${stderr}${status === 0 ? '' : `exit code ${status}`}`;
  }

  test('the example', () => {
    const { exitCode, output } = packageService(example.service);

    expect(exitCode, output).toBe(0);
    expect(lint(example.service)).toBe('');
  });

  const endpoint = 'https://collector.example.com:4318';
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

  test.each([
    ['a service without a relay', { endpoint }],
    [
      'a relay that keeps to nothing of its defaults',
      {
        endpoint: { 'Fn::ImportValue': 'collector' },
        headers: {
          authorization: 'Bearer secretsmanager:otel/collector#token',
          'x-key': 'ssm:/otel/key',
          'x-tenant': '{{resolve:ssm:/tenant}}',
        },
        relay: {
          messageRetentionPeriod: 86_400,
          visibilityTimeout: 400,
          maxReceiveCount: 20,
          batchSize: 10,
          maximumBatchingWindow: 0,
          maximumConcurrency: 3,
          reservedConcurrency: 4,
          memorySize: 512,
          timeout: 60,
          architecture: 'x86_64',
          kmsKeyArn: key,
          logRetentionInDays: 30,
          vpc: { securityGroupIds: ['sg-0123abcd'], subnetIds: ['subnet-0123abcd'] },
          environment: { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
          iamRoleStatements: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: key }],
          alarms: { deadLetters: 5, actions: ['arn:aws:sns:eu-west-1:123456789012:alarms'] },
        },
      },
    ],
    [
      'a service with a queue of its account',
      {
        relay: {
          queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans',
          queueArn: 'arn:aws:sqs:eu-west-1:123456789012:spans',
          kmsKeyArn: key,
        },
      },
    ],
  ])('%s', (_, antifreeze) => {
    const { exitCode, output, directory } = workspace.package({
      service: 'orders',
      plugins: ['antifreeze/serverless-plugin'],
      provider: {
        name: 'aws',
        runtime: 'nodejs24.x',
        region: 'eu-west-1',
        tags: { team: 'shop' },
        iam: { role: { permissionsBoundary: 'arn:aws:iam::123456789012:policy/limits' } },
      },
      custom: { antifreeze },
      functions: { api: { handler: 'index.handler' } },
    });

    expect(exitCode, output).toBe(0);
    expect(lint(directory)).toBe('');
  });
});
