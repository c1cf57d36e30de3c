import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { callDeployed } from '../serverless-plugin/call-deployed.ts';
import { runOsls } from '../serverless-plugin/osls.ts';
import { createWorkspace } from '../serverless-plugin/workspace.ts';
import { startMoto } from './moto.ts';
import { installTool } from './python-tool.ts';

const [moto, awsCli] = [await startMoto(), await installTool('awscli', 'awscli==1.46.3')];
afterAll(() => moto?.stop());

/** What the README says to attach the layer. */
const [, commands = ''] =
  readFileSync('README.md', 'utf8').match(/```sh\n(layer=\$\(aws lambda [\s\S]*?)```/) ?? [];

describe.skipIf(!moto || !awsCli)('by the commands of the README', () => {
  const endpoint = moto?.endpoint ?? '';
  const account = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: region,
  };

  test("the package's layer traces a function that was deployed without it", async () => {
    const [workspace, collector] = await Promise.all([createWorkspace(), startCollector()]);
    onTestFinished(() => {
      workspace.remove();
      return collector.close();
    });
    const lambda = new Lambda({ endpoint, region, credentials });
    onTestFinished(() => lambda.destroy());
    const { directory } = workspace.package({
      service: 'shop',
      provider: { name: 'aws', runtime: 'nodejs24.x', region },
      functions: { orders: { name: 'orders', handler: 'index.handler' } },
    });
    const deployed = runOsls(directory, ['deploy'], account);
    expect(deployed.exitCode, deployed.output).toBe(0);

    const { status, stderr } = spawnSync(
      'bash',
      ['-ec', commands.replace(/https:[^}]+/, collector.url)],
      {
        cwd: workspace.directory,
        env: { ...account, PATH: `${awsCli}:${process.env['PATH']}`, HOME: workspace.directory },
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    const {
      Layers: [layer] = [],
      Handler = '',
      Environment,
    } = await lambda.getFunctionConfiguration({ FunctionName: 'orders' });
    const version = { LayerName: 'antifreeze', VersionNumber: 1 };
    const { Content } = await lambda.getLayerVersion(version);
    await callDeployed(
      {
        directory,
        handler: Handler,
        variables: { ...Environment?.Variables },
        opt: workspace.layerFolder,
      },
      {},
    );

    expect(collector.spans().map(({ name }) => name)).toContain('function-under-test');
    expect(layer?.Arn).toMatch(/:layer:antifreeze:1$/);
    expect(Content?.CodeSha256).toBe(
      createHash('sha256').update(workspace.layerZip()).digest('base64'),
    );
  });
});
