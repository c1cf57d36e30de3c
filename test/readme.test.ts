import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../harness/collector/collector.ts';
import { startFunction } from '../harness/lambda/index.ts';
import { callDeployed } from './serverless-plugin/call-deployed.ts';
import { functionOf } from './serverless-plugin/osls.ts';
import { createWorkspace } from './serverless-plugin/workspace.ts';

const readme = readFileSync('README.md', 'utf8');
/** Every handler in the README that says which file it is. */
const examples = [...readme.matchAll(/```js\n\/\/ (index\.\w+)\n([\s\S]*?)```/g)].map(
  ([, file = '', code = '']) => ({ file, code }),
);
/** The service in the README. */
const [, serverlessYaml = ''] = readme.match(/```yaml\n# serverless\.yml\n([\s\S]*?)```/) ?? [];
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'readme-'));
  mkdirSync(join(directory, 'node_modules/@opentelemetry'), { recursive: true });
  symlinkSync(realpathSync('.'), join(directory, 'node_modules/antifreeze'));
  const api = '@opentelemetry/api';
  symlinkSync(realpathSync(`node_modules/${api}`), join(directory, 'node_modules', api));
});
afterAll(async () => {
  await collector.close();
  rmSync(directory, { recursive: true });
});

test('there are examples in both module formats', () => {
  expect(examples.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['index.mjs', 'index.cjs']),
  );
});

test.each(examples)('the example $file answers and is traced', async ({ file, code }) => {
  collector.clear();
  const task = mkdtempSync(join(directory, 'task-'));
  writeFileSync(join(task, file), code);

  const fn = await startFunction({
    directory: task,
    handler: 'index.handler',
    timeoutMs: 20_000,
    // A machine may be too busy for the usual limit of a second.
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ANTIFREEZE_FLUSH_TIMEOUT: '15000' },
  });
  const { status, payload } = await fn.invoke({ body: '{"items":[{"price":2},{"price":3}]}' });
  await fn.frozen();
  await fn.close();

  expect(status, payload).toBe('response');
  expect(JSON.parse(payload)).toMatchObject({ statusCode: 200 });
  expect(collector.spans().map((span) => span.name)).toContain('function-under-test');
});

test('the service in serverless.yml is packaged with its functions traced', async () => {
  collector.clear();
  const workspace = await createWorkspace();
  onTestFinished(() => workspace.remove());
  const configuration = serverlessYaml.replace(/https:\S+/, collector.url);
  const handler = 'exports.handler = async () => "untouched";';

  const packaged = workspace.packageFiles({ 'serverless.yml': configuration, 'index.js': handler });
  const { handler: name, variables } = functionOf(packaged, 'api');
  const answer = await callDeployed(
    {
      directory: packaged.directory,
      handler: String(name),
      variables: variables as Record<string, string>,
      opt: workspace.layerFolder,
    },
    {},
  );

  expect(JSON.parse(answer)).toBe('untouched');
  expect(collector.spans()[0]?.resource['service.name']).toBe('orders-dev');
});

test.each([...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script))(
  'npm run %s exists',
  (script) => {
    expect(manifest.scripts).toHaveProperty([script ?? '']);
  },
);
