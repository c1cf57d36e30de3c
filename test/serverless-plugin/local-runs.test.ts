import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../harness/free-port.ts';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { osls, runOsls } from './osls.ts';
import { endpoint } from './services.ts';

const harness = fileURLToPath(new URL('../../harness/serverless-offline', import.meta.url));
const withOffline = isInstalledForTests(harness);
const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

let service: string;

beforeAll(() => {
  service = mkdtempSync(join(realpathSync(tmpdir()), 'local-runs-'));
  const modules = join(service, 'node_modules');
  mkdirSync(modules);
  symlinkSync(realpathSync('.'), join(modules, 'antifreeze'));
  symlinkSync(
    join(harness, 'node_modules/serverless-offline'),
    join(modules, 'serverless-offline'),
  );
  writeFileSync(join(service, 'package.json'), '{ "private": true }');
  writeFileSync(
    join(service, 'index.js'),
    `exports.handler = async () => {
      const isOurs = ([name]) => /^(OTEL|ANTIFREEZE|AWS_LAMBDA_EXEC)_/.test(name);
      const variables = Object.entries(process.env).filter(isOurs);
      return { statusCode: 200, body: JSON.stringify(Object.fromEntries(variables)) };
    };`,
  );
  writeFileSync(join(service, 'serverless.json'), JSON.stringify(configuration()));
});
afterAll(() => rmSync(service, { recursive: true }));

function configuration() {
  return {
    service: 'orders',
    plugins: ['antifreeze/serverless-plugin', ...(withOffline ? ['serverless-offline'] : [])],
    provider: {
      name: 'aws',
      runtime: 'nodejs24.x',
      environment: { OTEL_TRACES_SAMPLER: 'parentbased_always_on' },
    },
    custom: {
      antifreeze: {
        endpoint: endpoint,
        // Kept on AWS, both of them.
        headers: { authorization: '{{resolve:ssm:token}}' },
        relay: true,
        environment: { OTEL_TRACES_SAMPLER: 'always_off' },
      },
    },
    functions: {
      api: { handler: 'index.handler', events: [{ httpApi: 'GET /orders' }] },
      health: { handler: 'index.handler', antifreeze: false },
    },
  };
}

const ofTheService = () => ({
  OTEL_SERVICE_NAME: 'orders-dev',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=dev',
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_TRACES_SAMPLER: 'parentbased_always_on',
});

test('what `invoke local` runs has the settings of the service, and what is said for the function', () => {
  expect(invokeLocal('api')).toEqual(ofTheService());
});

test('a function that is switched off has none of them', () => {
  expect(invokeLocal('health')).toEqual({ OTEL_TRACES_SAMPLER: 'parentbased_always_on' });
});

function invokeLocal(name: string): object {
  const { output, exitCode } = runOsls(
    service,
    ['invoke', 'local', '--function', name, '--data', '{}'],
    credentials,
  );
  expect(exitCode, output).toBe(0);
  return JSON.parse(JSON.parse(output.slice(output.indexOf('{'))).body);
}

test.runIf(withOffline).each(['offline', 'offline start'])(
  'so has what `%s` runs, of serverless-offline',
  async (command) => {
    const ports = [await freePort(), await freePort()];
    const offline = spawn(
      process.execPath,
      [
        osls,
        ...command.split(' '),
        '--httpPort',
        `${ports[0]}`,
        '--lambdaPort',
        `${ports[1]}`,
        '--host',
        '127.0.0.1',
      ],
      {
        cwd: service,
        env: { PATH: process.env['PATH'], SLS_TELEMETRY_DISABLED: '1' },
        stdio: 'pipe',
      },
    );

    const body = await answerOf(`http://127.0.0.1:${ports[0]}/orders`, offline);
    await stop(offline);

    expect(JSON.parse(body)).toEqual(ofTheService());
  },
);

async function answerOf(url: string, server: ChildProcess): Promise<string> {
  let printed = '';
  server.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  server.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  while (server.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return response.text();
    await sleep(100);
  }
  throw new Error(printed);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}
