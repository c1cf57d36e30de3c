import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { AntifreezeLayer, AntifreezeRelay, traceFunction } from '../../src/entry/cdk.ts';
import { installTool } from './python-tool.ts';

const run = promisify(execFile);
const programs = await installTool('cfn-lint', 'cfn-lint==1.51.0');

/** What cfn-lint finds. It translates SAM templates first. */
async function findings(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(join(programs ?? '', 'cfn-lint'), args).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}

test.skipIf(!programs)('cfn-lint finds nothing in the templates', async () => {
  const templates = globSync('deploy/cloudformation/**/*.yaml');

  expect(templates).toHaveLength(5);
  // With what it has to say for information only.
  expect(await findings('--include-checks', 'I', '--', ...templates)).toBe('');
});

test.skipIf(!programs)('cfn-lint finds nothing in what the CDK constructs make', async () => {
  const outdir = mkdtempSync(join(realpathSync(tmpdir()), 'cdk-'));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({ outdir });
  const stack = new Stack(app, 'Orders');
  const orders = new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => 42'),
  });
  traceFunction(orders, {
    layer: new AntifreezeLayer(stack, 'Antifreeze'),
    relay: new AntifreezeRelay(stack, 'Relay', { endpoint: 'https://collector.example.com' }),
  });
  const straight = new LambdaFunction(stack, 'Straight', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => 42'),
  });
  const layer = new AntifreezeLayer(stack, 'Layer');
  traceFunction(straight, { layer, endpoint: 'aws', logs: true, metrics: true });
  app.synth();

  const template = join(outdir, 'Orders.template.json');
  // The CDK itself writes dependencies that follow from references, too.
  expect(await findings('--ignore-checks', 'W3005', '--', template)).toBe('');
});

test.each([
  { example: 'template', nested: 'relay', parameters: 5, outputs: 2 },
  { example: 'straight-to-aws', nested: 'endpoint', parameters: 2, outputs: 4 },
])('the SAM example $example names parameters and outputs that $nested.yaml has', (each) => {
  const nested = readFileSync(`deploy/cloudformation/${each.nested}.yaml`, 'utf8');
  const example = readFileSync(`deploy/cloudformation/sam/${each.example}.yaml`, 'utf8');
  const [, parameters = ''] =
    /Location: \.\.\/\w+\.yaml\n +Parameters:\n((?: {8}.*\n)+)/.exec(example) ?? [];
  const given = [...parameters.matchAll(/^ +(\w+):/gm)].map(([, name]) => name);
  const used = [...example.matchAll(/!GetAtt \w+\.Outputs\.(\w+)/g)].map(([, name]) => name);

  expect([given.length, used.length]).toEqual([each.parameters, each.outputs]);
  for (const name of [...given, ...used]) expect(nested).toMatch(new RegExp(`^  ${name}:$`, 'm'));
});
