import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyExample, type ExampleService } from '../serverless-plugin/example-service.ts';
import { packageService, templateIn } from '../serverless-plugin/osls.ts';
import {
  endpoint,
  keyArn,
  otherRelay,
  secretHeaders,
  tracedService,
} from '../serverless-plugin/services.ts';
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

  test.each([
    ['a service without a relay', { endpoint }],
    ['a relay of which nothing is as it comes', { ...otherRelay, headers: secretHeaders }],
    [
      'a service with a queue of its account',
      {
        relay: {
          queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans',
          queueArn: 'arn:aws:sqs:eu-west-1:123456789012:spans',
          kmsKeyArn: keyArn,
        },
      },
    ],
  ])('%s', (_, antifreeze) => {
    const { exitCode, output, directory } = workspace.package({
      ...tracedService,
      provider: {
        ...tracedService.provider,
        tags: { team: 'shop' },
        iam: { role: { permissionsBoundary: 'arn:aws:iam::123456789012:policy/limits' } },
      },
      custom: { antifreeze },
    });

    expect(exitCode, output).toBe(0);
    expect(lint(directory)).toBe('');
  });
});
