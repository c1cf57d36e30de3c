import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { callDeployed } from '../serverless-plugin/call-deployed.ts';
import { runOsls } from '../serverless-plugin/osls.ts';
import { createWorkspace, type Workspace } from '../serverless-plugin/workspace.ts';
import { startMoto } from './moto.ts';
import { installTool } from './python-tool.ts';

const [moto, awsCli] = [await startMoto(), await installTool('awscli', 'awscli==1.46.3')];
afterAll(() => moto?.stop());

const gettingStarted = readFileSync('docs/getting-started.md', 'utf8');
const [, handler = ''] = gettingStarted.match(/```js\n\/\/ index\.mjs\n([\s\S]*?)```/) ?? [];
/** From nothing to a function, but for its call, for which moto would need containers. */
const [makeRole, makeFunction] = [/aws iam create-role/, /zip -qr/].map((start) =>
  commandsAt(gettingStarted, start),
);
const attachLayer = commandsAt(readFileSync('docs/layer.md', 'utf8'), /layer=\$\(aws lambda/);

/** The block of commands that begins like that. */
function commandsAt(page: string, start: RegExp): string {
  const [, commands = ''] =
    page.match(new RegExp(`\`\`\`sh\\n(${start.source}[\\s\\S]*?)\`\`\``)) ?? [];
  return commands;
}

describe.skipIf(!moto || !awsCli)('the commands of the documentation', () => {
  const endpoint = moto?.endpoint ?? '';
  const account = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: region,
  };
  const lambda = new Lambda({ endpoint, region, credentials });
  let workspace: Workspace;
  let collector: Collector;
  beforeAll(async () => {
    [workspace, collector] = await Promise.all([createWorkspace(), startCollector()]);
  });
  afterAll(async () => {
    lambda.destroy();
    workspace.remove();
    await collector.close();
  });

  /** Runs them in a folder; spans go to the collector in place of AWS. */
  function run(commands: string, folder: string): void {
    const { status, stderr } = spawnSync(
      'bash',
      [
        '-ec',
        commands.replace('ANTIFREEZE_ENDPOINT=aws', `OTEL_EXPORTER_OTLP_ENDPOINT=${collector.url}`),
      ],
      {
        cwd: folder,
        env: { ...account, PATH: `${awsCli}:${process.env['PATH']}`, HOME: workspace.directory },
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
  }

  test("the package's layer traces a function that was deployed without it", async () => {
    onTestFinished(() => collector.clear());
    const { directory } = workspace.package({
      service: 'shop',
      provider: { name: 'aws', runtime: 'nodejs24.x', region },
      functions: { orders: { name: 'orders', handler: 'index.handler' } },
    });
    const deployed = runOsls(directory, ['deploy'], account);
    expect(deployed.exitCode, deployed.output).toBe(0);
    onTestFinished(async () => {
      await lambda.deleteFunction({ FunctionName: 'orders' });
    });

    run(attachLayer, workspace.directory);
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

  test('whoever has nothing but an account gets a traced function', async () => {
    const project = mkdtempSync(join(workspace.directory, 'project-'));
    writeFileSync(join(project, 'index.mjs'), handler);
    const modules = join(project, 'node_modules');
    for (const part of ['package.json', 'dist/esm', 'dist/cjs'])
      cpSync(part, join(modules, 'antifreeze', part), { recursive: true });
    const api = '@opentelemetry/api';
    cpSync(`node_modules/${api}`, join(modules, api), { recursive: true });
    const unzipped = join(project, 'unzipped');
    mkdirSync(unzipped);

    run(`${makeRole}\n${makeFunction}`, project);
    spawnSync('unzip', ['-q', join(project, 'orders.zip'), '-d', unzipped]);
    const { Environment, Handler = '' } = await lambda.getFunctionConfiguration({
      FunctionName: 'orders',
    });
    const answer = await callDeployed(
      { directory: unzipped, handler: Handler, variables: { ...Environment?.Variables } },
      { body: '{"items":[{"price":2}]}' },
    );

    expect(JSON.parse(answer)).toEqual({ statusCode: 200, body: '{"total":2}' });
    expect(collector.spans().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['function-under-test', 'price the order']),
    );
  });
});
