import { exec, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { hasFrameworks } from '../../harness/frameworks/frameworks.ts';
import type { Invocation } from '../../harness/lambda/index.ts';
import { patience } from '../patience.ts';
import { startFunction } from '../start-function.ts';
import { createProject, type Snippet, snippetsOf } from './snippets.ts';

const pages = ['own-spans.md', 'migration.md', 'security.md', 'typescript.md', 'frameworks.md'];
const [check = { page: '', file: '', code: '' }] = snippetsOf('troubleshooting.md');
const snippets = pages.flatMap(snippetsOf);
const isTest = ({ file }: Snippet) => file.includes('.test.');
const isTyped = ({ file }: Snippet) => file.endsWith('.ts');

const read = (file: string) => JSON.parse(readFileSync(`test/events/${file}`, 'utf8')) as object;
const request = read('api-gateway-http/default-route.json');
const queued = read('sqs/batch.json');

let collector: Collector;
let project: string;

beforeAll(async () => {
  collector = await startCollector();
  project = createProject(...(hasFrameworks() ? ['harness/frameworks'] : []));
});
afterAll(async () => {
  await collector.close();
  rmSync(project, { recursive: true });
});

test('each page has snippets, each of another file', () => {
  const files = snippets.map(({ page, file }) => `${page} ${file}`);

  expect(new Set(snippets.map(({ page }) => page))).toEqual(new Set(pages));
  expect(new Set(files).size).toBe(files.length);
});

const needsFrameworks = ({ page }: Snippet) => page === 'frameworks.md' && !hasFrameworks();
const isHandler = ({ code }: Snippet) => /\bexport const handler\b/.test(code);
const functions = snippets.filter((snippet) => isHandler(snippet) && !needsFrameworks(snippet));

test.each(functions)('$file of $page answers, and is traced as it says', async (snippet) => {
  const { status, payload } = await call(snippet, eventFor(snippet));

  const spans = collector.spans();
  expect(status, payload).toBe('response');
  expect(JSON.parse(payload)).toMatchObject(
    isBatch(snippet) ? { batchItemFailures: [] } : { statusCode: 200 },
  );
  expect(spans.filter(({ attributes }) => 'faas.invocation_id' in attributes)).toHaveLength(1);
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(
      said(snippet, /(?:startActiveSpan|startSpan|updateName|within|nameRoot)\('([^']+)'/g),
    ),
  );
  expect(spans.map(({ attributes }) => attributes['http.route'])).toEqual(
    expect.arrayContaining(said(snippet, /app\.get\('([^']+)'/g)),
  );
  expect(spans.flatMap(({ attributes }) => Object.keys(attributes))).toEqual(
    expect.arrayContaining(said(snippet, /setAttribute\('([^']+)'/g)),
  );
  expect(spans.flatMap(({ events }) => events.map(({ name }) => name))).toEqual(
    expect.arrayContaining(said(snippet, /addEvent\('([^']+)'/g)),
  );
});

test('both.mjs of migration.md goes on with a trace of Datadog', async () => {
  const [both = check] = snippetsOf('migration.md');
  const headers = { 'x-datadog-trace-id': '26', 'x-datadog-parent-id': '27' };

  await call(both, { ...request, headers });

  expect(collector.spans().find(({ kind }) => kind === 'server')).toMatchObject({
    traceId: '1a'.padStart(32, '0'),
    parentSpanId: '1b'.padStart(16, '0'),
  });
});

test('exceptions.mjs of own-spans.md has what it caught on a root span that is fine', async () => {
  const caught = snippets.find(({ file }) => file === 'exceptions.mjs') ?? check;

  await call(caught, eventFor(caught));

  const root = collector.spans().find(({ kind }) => kind === 'server');
  expect(root?.status.code).toBe('unset');
  expect(root?.events).toMatchObject([
    { name: 'exception', attributes: { 'exception.type': 'TypeError' } },
  ]);
});

test.each(snippets.filter(isTest))('$file of $page passes', ({ page, file }) => {
  const folder = mkdtempSync(join(project, 'tests-'));
  for (const each of snippetsOf(page)) writeFileSync(join(folder, each.file), each.code);

  const said = execFileSync(process.execPath, ['--test', file], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], FORCE_COLOR: '0' },
  });

  expect(said).toMatch(/pass [1-9]/);
  expect(said).not.toMatch(/antifreeze:/);
});

test.each([
  { endpoint: 'the right', says: /^done\n$/ },
  { endpoint: 'http://127.0.0.1:9', says: /no collector listens there.*\ndone\n$/ },
  { endpoint: 'http://127.0.0.1:PORT/elsewhere', says: /answered 404: check the path.*\ndone\n$/ },
])('with $endpoint endpoint, the check of troubleshooting.md says what it should', async (its) => {
  collector.clear();
  const folder = mkdtempSync(join(project, 'check-'));
  writeFileSync(join(folder, check.file), check.code);
  const endpoint = its.endpoint.startsWith('http') ? its.endpoint : collector.url;

  const { stdout } = await promisify(exec)(`"${process.execPath}" ${check.file} 2>&1`, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      OTEL_LOG_LEVEL: 'warn',
      ...patience,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.replace('PORT', new URL(collector.url).port),
    },
  });

  expect(stdout).toMatch(its.says);
  expect(collector.spans().map(({ name }) => name)).toEqual(
    endpoint === collector.url ? ['init', 'check'] : [],
  );
});

test.each([
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
])('what is in TypeScript has right types by the rules of $moduleResolution', (rules) => {
  const folder = mkdtempSync(join(project, 'types-'));
  const options = { ...rules, target: 'es2023', strict: true, noEmit: true, skipLibCheck: true };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...options, types: ['node'] } }),
  );
  for (const { page, file, code } of snippets.filter(isTyped))
    writeFileSync(join(folder, `${page}.${file}`), code);

  const compiler = realpathSync('node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder], {
    encoding: 'utf8',
  });

  expect(stdout).toBe('');
  expect(status).toBe(0);
});

/** Calls the snippet's handler once, on AWS's runtime client; its spans are with the collector then. */
async function call(snippet: Snippet, event: object): Promise<Invocation> {
  collector.clear();
  const fn = await startFunction({
    directory: deploy(snippet),
    handler: 'index.handler',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  });
  const invocation = await fn.invoke(event);
  await fn.frozen();
  await fn.close();
  return invocation;
}

/** Puts the handler of the snippet into a folder of its own, as `index`. */
function deploy({ file, code }: Snippet): string {
  const task = mkdtempSync(join(project, 'task-'));
  const isTypeScript = extname(file) === '.ts';
  const extension = isTypeScript ? '.mjs' : extname(file);
  const text = isTypeScript ? transformSync(code, { loader: 'ts' }).code : code;
  writeFileSync(join(task, `index${extension}`), text);
  return task;
}

function isBatch({ code }: Snippet): boolean {
  return /\btraceRecords?\b/.test(code);
}

/** A batch, a `GET /orders/o-42` for frameworks, or an order that is posted. */
function eventFor(snippet: Snippet): object {
  if (isBatch(snippet)) return queued;
  if (snippet.page !== 'frameworks.md')
    return { ...request, isBase64Encoded: false, body: '{"items":[{"price":2},{"price":3}]}' };
  const http = { ...Reflect.get(Reflect.get(request, 'requestContext'), 'http') };
  const path = '/orders/o-42';
  return {
    ...request,
    rawPath: path,
    headers: { ...Reflect.get(request, 'headers'), accept: '*/*' },
    requestContext: {
      ...Reflect.get(request, 'requestContext'),
      http: { ...http, method: 'GET', path },
    },
  };
}

/** What the snippet tells to be on spans. */
function said({ code }: Snippet, pattern: RegExp): string[] {
  return [...code.matchAll(pattern)].map(([, text = '']) => text);
}
