import { execFile } from 'node:child_process';
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
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../harness/collector/collector.ts';
import { startServing } from '../harness/gcp/serving-process.ts';
import { patience } from './patience.ts';
import { callDeployed } from './serverless-plugin/call-deployed.ts';
import { functionOf } from './serverless-plugin/osls.ts';
import { createWorkspace } from './serverless-plugin/workspace.ts';
import { startFunction } from './start-function.ts';

interface Example {
  readonly page: string;
  readonly file: string;
  readonly code: string;
}

const configuration = 'docs/configuration.md';
/** Every file of these pages that says in its first line which one it is. */
const examples: readonly Example[] = [
  'README.md',
  'docs/getting-started.md',
  configuration,
].flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```\w+\n(?:\/\/|#) (\S+\.\w+)\n([\s\S]*?)```/g)].map(
    ([, file = '', code = '']) => ({ page, file, code }),
  ),
);
const handlers = examples.filter(({ file }) => file.startsWith('index.'));
const googleFunctions = examples.filter(({ file }) => file === 'orders.mjs');
const readme = readFileSync('README.md', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'readme-'));
  const modules = join(directory, 'node_modules');
  for (const scope of ['@opentelemetry', '@google-cloud'])
    mkdirSync(join(modules, scope), { recursive: true });
  symlinkSync(realpathSync('.'), join(modules, 'antifreeze'));
  for (const name of ['@opentelemetry/api', '@google-cloud/functions-framework'])
    symlinkSync(realpathSync(`node_modules/${name}`), join(modules, name));
});
afterAll(async () => {
  await collector.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => collector.clear());

/** A folder with the example in it, in which the packages are found that it needs. */
function folderOf({ file, code }: Example): string {
  const folder = mkdtempSync(join(directory, 'task-'));
  writeFileSync(join(folder, file), code);
  return folder;
}

function spanNames(): string[] {
  return collector.spans().map((span) => span.name);
}

test('there are examples in both module formats', () => {
  expect(handlers.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['index.mjs', 'index.cjs']),
  );
});

test.each(handlers)('$file of $page answers and is traced', async (example) => {
  const fn = await startFunction({
    directory: folderOf(example),
    handler: 'index.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  });
  const { status, payload } = await fn.invoke({ body: '{"items":[{"price":2},{"price":3}]}' });
  await fn.frozen();
  await fn.close();

  expect(status, payload).toBe('response');
  expect(JSON.parse(payload)).toMatchObject({ statusCode: 200 });
  expect(spanNames()).toContain('function-under-test');
});

test.each(handlers.filter(({ page, file }) => page !== configuration && file === 'index.mjs'))(
  'the command in $page that calls its handler, without deploying it, sends a trace',
  async (example) => {
    const [command = ''] = readFileSync(example.page, 'utf8').match(/^node -e .+$/m) ?? [];

    await promisify(execFile)('sh', ['-ec', command], {
      cwd: folderOf(example),
      env: {
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        ...patience,
      },
    });

    expect(spanNames()).toEqual(expect.arrayContaining(['invocation', 'init']));
  },
);

test.each(googleFunctions)('$file of $page answers and is traced', async (example) => {
  const folder = folderOf(example);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ main: example.file }));
  const serving = await startServing({
    args: [realpathSync('node_modules/@google-cloud/functions-framework/build/src/main.js')],
    directory: folder,
    ready: 'URL:',
    environment: {
      FUNCTION_TARGET: 'orders',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...patience,
    },
  });
  onTestFinished(() => serving.stop());

  const response = await fetch(`http://127.0.0.1:${serving.port}/`);

  expect(await response.json()).toEqual({ total: 5 });
  expect(spanNames()).toContain('GET');
});

test('the service in serverless.yml is packaged with its functions traced', async () => {
  const workspace = await createWorkspace();
  onTestFinished(() => workspace.remove());
  const { code = '' } = examples.find(({ file }) => file === 'serverless.yml') ?? {};
  const [, handler = ''] = readme.match(/^echo "(.+)" > index\.js$/m) ?? [];

  const packaged = workspace.packageFiles({
    'serverless.yml': code.replace(/endpoint: .*/, `endpoint: ${collector.url}`),
    'index.js': handler,
  });
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

  expect(JSON.parse(answer)).toBe('hello');
  expect(collector.spans()[0]?.resource['service.name']).toBe('orders-dev');
});

test.each([...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script))(
  'npm run %s exists',
  (script) => {
    expect(manifest.scripts).toHaveProperty([script ?? '']);
  },
);

test('the README is read in a minute', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(151);
});
