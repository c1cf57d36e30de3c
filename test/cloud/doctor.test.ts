import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src/support/version.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { createAccount, secret } from './create-account.ts';
import { startLambdaFront } from './lambda-front.ts';
import { startMoto } from './moto.ts';

const moto = await startMoto();
const front = moto && (await startLambdaFront(moto.endpoint));
afterAll(async () => {
  await front?.stop();
  await moto?.stop();
});

describe.skipIf(!front)('doctor in an account with a dozen functions', () => {
  const settings = { region, credentials, endpoint: moto?.endpoint ?? '' };

  beforeAll(async () => {
    if (front) await createAccount(settings, front);
  });

  test('all pages are read, though listing was throttled, and each problem is told once', async () => {
    const { code: exitCode, out } = await doctor('--json');

    const found = findingsIn(out);
    const listings = front?.actions.filter((action) => action === 'lambda:ListFunctions');
    // One is throttled, and thirteen functions are three pages.
    expect(listings).toHaveLength(4);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out).summary).toMatchObject({ functions: 13, traced: 7, relays: 1 });
    expect(found).toEqual({
      'billing-api': [],
      'billing-worker': ['secret-in-clear', 'secret-in-clear'],
      'half-attached': ['layer-without-wrapper'],
      mail: ['layer-old'],
      'no-layer': ['wrapper-without-layer'],
      'orders-api': [],
      'orders-worker': ['relay-send-denied'],
      'own-mixture': ['layer-old'],
      'seen-twice': ['other-tracer', 'variable-unknown'],
      'spans-relay': [
        'relay-failures-unreported',
        'relay-visibility-short',
        'relay-without-dead-letters',
      ],
      wrapped: ['configured-only'],
    });
  });

  test('each function says how it is traced, and where its spans go', async () => {
    const { out } = await doctor('--json', '--all');

    const functions = functionsIn(out);
    expect(functions['billing-api']).toMatchObject({
      runtime: 'nodejs24.x',
      tracing: {
        status: 'traced',
        by: 'layer',
        version,
        layer: `arn:aws:lambda:${region}:123456789012:layer:tracing:1`,
      },
      destination: { kind: 'endpoint', url: 'https://collector.example.com:4318/v1/traces' },
    });
    expect(functions['mail']).toMatchObject({ tracing: { version: '0.0.9' } });
    expect(functions['orders-api']?.destination).toEqual({
      kind: 'relay',
      url: expect.stringMatching(/\/123456789012\/spans$/),
    });
    expect(functions['spans-relay']).toMatchObject({ isRelay: true });
    expect(functions['plain']).toMatchObject({ tracing: { status: 'untraced' } });
    expect(functions['somebody-elses']).toMatchObject({
      tracing: { status: 'untraced', others: ['Datadog'] },
      findings: [],
    });
  });

  test('code is looked into where that is asked for', async () => {
    const { out } = await doctor('--json', '--inspect-code', '--function', 'wrap*');

    expect(functionsIn(out)['wrapped']).toMatchObject({
      tracing: { status: 'traced', by: 'code', version },
      findings: [],
    });
  });

  test('the table has a line for each function and what to do, without colours in a pipe', async () => {
    const { code: exitCode, out } = await doctor();

    expect(exitCode).toBe(1);
    expect(out).toContain('eu-west-1: 13 functions, 7 traced, 3 errors, 9 warnings\n');
    expect(out).toMatch(
      /^billing-api +layer +\d+\.\d+\.\d+ +https:\/\/collector\.example\.com:4318\/v1/m,
    );
    expect(out).toMatch(/^spans-relay +is a relay /m);
    expect(out).toMatch(/^ {4}error wrapper-without-layer: .*Add the layer, or remove/m);
    expect(out).toContain('2 more not traced; --all lists them.\n');
    expect(out).not.toContain('\u001b');
  });

  test('no secret is printed', async () => {
    const outputs = await Promise.all([doctor('--all'), doctor('--all', '--json')]);

    for (const { out, error } of outputs) expect(`${out}${error}`).not.toContain(secret);
  });

  test.each([
    { args: ['--function', 'mail'], exitCode: 0 },
    { args: ['--function', 'mail', '--fail-on', 'warning'], exitCode: 1 },
    { args: ['--function', 'no-layer', '--fail-on', 'never'], exitCode: 0 },
    { args: ['--function', 'no-such'], exitCode: 2 },
    { args: ['--region', 'eu-west-1,us-east-1', '--function', 'billing-*'], exitCode: 0 },
    { args: ['--colour'], exitCode: 2 },
  ])('$args has exit code $exitCode', async ({ args, exitCode }) => {
    const { code: given } = await doctor(...args);

    expect(given).toBe(exitCode);
  });

  test('region and credentials come from a profile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'antifreeze-'));
    const file = join(folder, 'config');
    const { accessKeyId, secretAccessKey } = credentials;
    writeFileSync(
      file,
      `[profile work]
region = eu-west-1
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
`,
    );

    const { code: exitCode, out } = await run(['--profile', 'work', '--function', 'mail'], {
      AWS_ENDPOINT_URL: front?.endpoint,
      AWS_CONFIG_FILE: file,
      AWS_SHARED_CREDENTIALS_FILE: file,
    });
    rmSync(folder, { recursive: true });

    expect(out).toContain('eu-west-1: 1 function, 1 traced');
    expect(exitCode).toBe(0);
  });

  test('what is not allowed is named, and the rest is told all the same', async () => {
    const missing = [
      'lambda:GetLayerVersion',
      'lambda:ListEventSourceMappings',
      'sqs:GetQueueAttributes',
    ];
    for (const action of missing) front?.denied.add(action);

    const { code: exitCode, out } = await doctor();
    front?.denied.clear();

    for (const action of missing) expect(out).toContain(`because ${action} is not allowed.`);
    expect(out).toMatch(/^billing-api +layer +unknown/m);
    expect(out).toContain('layer-unverified');
    // Of what can be seen, nothing is wrong for sure.
    expect(exitCode).toBe(0);
  });

  test('an account whose functions can not be listed is an error that says why', async () => {
    front?.denied.add('lambda:ListFunctions');

    const { code: exitCode, out, error } = await doctor();
    front?.denied.clear();

    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(error).toContain('lambda:ListFunctions is not allowed');
  });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command with keys and a region in the environment. */
function doctor(...args: readonly string[]): Promise<Ended> {
  return run(args, {
    AWS_ENDPOINT_URL: front?.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    // As the AWS command line, and unlike the SDK.
    AWS_DEFAULT_REGION: region,
  });
}

/** Runs the command as it is published. */
function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['dist/esm/cli.js', 'doctor', ...args];
    execFile(process.execPath, command, { env }, (failure, out, error) =>
      resolve({ code: Number(failure?.code ?? 0), out, error }),
    );
  });
}

interface JsonFunction {
  readonly name: string;
  readonly findings: readonly { readonly id: string }[];
  readonly destination: unknown;
}

function functionsIn(json: string): Record<string, JsonFunction> {
  const { regions } = JSON.parse(json) as { regions: { functions: JsonFunction[] }[] };
  const functions = regions.flatMap((each) => each.functions);
  return Object.fromEntries(functions.map((each) => [each.name, each]));
}

function findingsIn(json: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(functionsIn(json)).map(([name, { findings }]) => [
      name,
      findings.map(({ id }) => id).sort(),
    ]),
  );
}
