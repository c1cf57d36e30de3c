import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../../../harness/collector/collector.ts';
import { copyProject, diagnosisOf, type LocalJson, runDoctorIn } from './local-doctor.ts';

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => collector.clear());
afterAll(() => collector.close());

/** Of each function who traces it, and what is wrong with it; what is wrong with the project is under its name. */
function seen({ functions, findings }: LocalJson) {
  return {
    ...Object.fromEntries(
      functions.map(({ name, file, tracing, findings: own }) => [
        name,
        [tracing.by ?? tracing.status, file, ...own.map(({ id }) => id)],
      ]),
    ),
    project: findings.map(({ id }) => id),
  };
}

test('a service that serverless-esbuild bundles', async () => {
  const { code, json } = await diagnosisOf(copyProject('serverless-esbuild', collector.url));

  expect(seen(json)).toEqual({
    api: ['code', 'src/api.ts'],
    worker: ['untraced', 'src/worker.ts', 'runtime-unsupported', 'not-traced', 'timeout-short'],
    report: ['untraced', 'src/report.ts', 'not-traced'],
    project: [
      'other-tracer-installed',
      'node-engine',
      'sdk-in-bundle',
      'secret-in-clear',
      'variable-unknown',
    ],
  });
  expect(code).toBe(1);
  expect(collector.spans().map(({ name }) => name)).toEqual(['antifreeze doctor']);
  expect(collector.requests()[0]?.headers['x-api-key']).toBe('S3CR3T');
});

test('a service whose functions the plugin traces', async () => {
  const { code, json } = await diagnosisOf(copyProject('serverless-plugin', collector.url));

  expect(seen(json)).toEqual({
    api: ['plugin', 'index.js'],
    health: ['untraced', 'index.js', 'not-traced'],
    project: ['endpoint-not-named'],
  });
  expect(json.deliveries).toMatchObject([{ from: 'serverless.yml', findings: [] }]);
  expect(collector.spans().map(({ traceId }) => traceId)).toEqual([json.deliveries[0]?.traceId]);
  expect(code).toBe(0);
});

test('a template of SAM, with a function of the layer and one in TypeScript', async () => {
  const { code, json } = await diagnosisOf(copyProject('sam-typescript'));

  expect(seen(json)).toEqual({
    Api: ['code', 'src/api.ts'],
    Nightly: ['layer', 'nightly/index.mjs'],
    project: ['sdk-in-bundle'],
  });
  expect(json.functions.map(({ line }) => line)).toEqual([28, 45]);
  expect(json.findings[0]?.lines).toEqual([
    {
      file: 'template.yaml',
      where: 'below line 32, BuildProperties of Api',
      text: "External: ['@aws-sdk/*']",
    },
  ]);
  // What CloudFormation makes is known to it alone.
  expect(json.deliveries).toEqual([]);
  expect(json.notChecked.map(({ reason }) => reason)).toEqual([
    'template.yaml takes ANTIFREEZE_ENDPOINT from elsewhere; set endpoint and headers in this shell, or give --endpoint',
    'template.yaml takes OTEL_EXPORTER_OTLP_ENDPOINT from elsewhere; set endpoint and headers in this shell, or give --endpoint',
  ]);
  expect(code).toBe(0);
});

test('an app of the CDK', async () => {
  const { json } = await diagnosisOf(copyProject('cdk'), ['--no-send']);

  expect(seen(json)).toEqual({
    Checkout: ['untraced', 'lambda/checkout.ts', 'not-traced'],
    refund: ['code', 'lib/shop-stack.refund.ts', 'runtime-unsupported'],
    Mail: ['untraced', 'lambda/mail.js', 'not-traced'],
    project: ['not-installed', 'endpoint-not-named', 'sdk-in-bundle'],
  });
  expect(json.findings[0]?.lines[0]?.text).toBe('yarn add antifreeze');
  expect(json.deliveries).toEqual([]);
});

test("functions of Terraform's, in code and by the layer", async () => {
  const { json } = await diagnosisOf(copyProject('terraform', collector.url));

  expect(seen(json)).toEqual({
    orders: ['code', 'src/index.js', 'timeout-short'],
    mail: ['layer', 'src/mail.js'],
    project: ['sdk-v2'],
  });
  expect(json.deliveries).toMatchObject([{ from: 'infra/main.tf', findings: [] }]);
  expect(collector.spans()).toHaveLength(1);
});

test('a function of functions-framework, which sends to Google', async () => {
  const { json } = await diagnosisOf(copyProject('google-function'), ['--no-send']);

  expect(seen(json)).toEqual({ orders: ['untraced', 'orders.mjs', 'not-traced'], project: [] });
  expect(json.functions[0]?.destination?.url).toBe('https://telemetry.googleapis.com/v1/traces');
});

test('a service of Cloud Run, which the preload traces once its line is there', async () => {
  const folder = copyProject('cloud-run', collector.url);

  const before = await diagnosisOf(folder);
  const { lines = [] } = before.json.functions[0]?.findings[0] ?? {};
  const file = join(folder, 'Dockerfile');
  writeFileSync(file, readFileSync(file, 'utf8').replace('CMD', `${lines[0]?.text}\nCMD`));
  const after = await diagnosisOf(folder);

  expect(seen(before.json)).toEqual({
    'server.js': ['untraced', 'server.js', 'not-traced'],
    project: [],
  });
  expect(lines.map(({ where }) => where)).toEqual(['above CMD']);
  expect(seen(after.json)).toEqual({ 'server.js': ['preload', 'server.js'], project: [] });
  expect(collector.spans()).toHaveLength(2);
});

test('a folder with a handler and a build script of esbuild, and nothing that deploys it', async () => {
  const folder = copyProject('plain-esbuild');

  const before = await diagnosisOf(folder);
  const [load, option] = before.json.findings[0]?.lines ?? [];
  const file = join(folder, 'build.mjs');
  const script = readFileSync(file, 'utf8').replace(
    "platform: 'node',",
    `platform: 'node',\n${option?.text}`,
  );
  writeFileSync(file, `${load?.text}\n${script}`);
  const after = await diagnosisOf(folder);

  expect(seen(before.json)).toEqual({
    'src/index.handler': ['code', 'src/index.mjs'],
    project: ['sdk-in-bundle'],
  });
  expect(seen(after.json)['project']).toEqual([]);
});

test('what a terminal shows names file, line and what to write there', async () => {
  const { out } = await runDoctorIn(copyProject('serverless-esbuild'), ['--no-send']);

  expect(out).toContain(`
worker    nothing    serverless.yml:33  src/worker.ts  https://collector.example.com:4318/v1/traces (headers: x-api-key)
    error runtime-unsupported: Its runtime is nodejs20.x, on which antifreeze does not run. Move the function to nodejs24.x.
`);
  expect(out).toContain(`
      src/worker.ts, line 7, in its place:
        export const handler = traceLambda(async (event: SQSEvent): Promise<void> => {
      src/worker.ts, line 11, in its place:
        });
`);
});

test('the variables of this shell win over those of the project', async () => {
  const { json } = await diagnosisOf(copyProject('serverless-esbuild', 'http://127.0.0.1:9'), [], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });

  expect(json.deliveries).toMatchObject([{ from: 'this shell', findings: [] }]);
  expect(collector.spans()).toHaveLength(1);
});

test('keys of this shell do not go to an endpoint that only the project names', async () => {
  const folder = copyProject('serverless-plugin', collector.url);

  await diagnosisOf(folder, [], {
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20S3CR3T',
    ANTIFREEZE_AUTH: 'xray',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'S3CR3T',
  });
  const file = join(folder, 'serverless.yml');
  const service = readFileSync(file, 'utf8').replace(
    'custom:',
    '  environment: { ANTIFREEZE_AUTH: xray }\ncustom:',
  );
  writeFileSync(file, service);
  const asking = await diagnosisOf(folder, [], {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'S3CR3T',
  });

  expect(collector.requests().map(({ headers }) => headers.authorization)).toEqual([undefined]);
  expect(asking.json.notChecked.map(({ reason }) => reason)).toEqual([
    'serverless.yml says ANTIFREEZE_AUTH, for which this shell has to name the endpoint',
  ]);
});

test('nothing is sent where --no-send says so', async () => {
  await diagnosisOf(copyProject('serverless-plugin', collector.url), ['--no-send']);

  expect(collector.requests()).toEqual([]);
});

test('another folder is named by --path', async () => {
  const { json } = await diagnosisOf('.', ['--no-send', '--path', copyProject('terraform')]);

  expect(json.functions.map(({ name }) => name)).toEqual(['orders', 'mail']);
});
