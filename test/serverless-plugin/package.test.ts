import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { functionOf, type Packaged } from './osls.ts';
import { endpoint, handler, tracedService as service } from './services.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

function layersOf({ resources }: Packaged) {
  return Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::LayerVersion');
}

test('a function gets the layer, built from the package, and says where its spans go', () => {
  const packaged = workspace.package(service);

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(functionOf(packaged, 'api')).toEqual({
    handler,
    layers: [{ Ref: expect.stringMatching(/^AntifreezeLayer[0-9a-f]{8}$/) }],
    variables: {
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_SERVICE_NAME: 'orders-dev',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=dev',
    },
  });
  expect(layersOf(packaged)).toMatchObject([
    {
      Properties: {
        LayerName: 'orders-dev-antifreeze',
        CompatibleRuntimes: ['nodejs22.x', 'nodejs24.x'],
        CompatibleArchitectures: ['x86_64', 'arm64'],
        Content: { S3Key: expect.stringMatching(/\/antifreeze\.zip$/) },
      },
    },
  ]);
  expect(readFileSync(join(packaged.directory, '.serverless/antifreeze.zip'))).toEqual(
    workspace.layerZip(),
  );
});

test('the stage of the command line is the one that counts', () => {
  const packaged = workspace.package(service, '--stage', 'staging');

  expect(functionOf(packaged, 'api').variables).toMatchObject({
    OTEL_SERVICE_NAME: 'orders-staging',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
  });
  expect(layersOf(packaged)).toMatchObject([
    { Properties: { LayerName: 'orders-staging-antifreeze' } },
  ]);
});

test('each function has the last word, and what it has already stays', () => {
  const layer = 'arn:aws:lambda:eu-west-1:123456789012:layer:antifreeze:7';
  const other = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:layer:${name}:1`;
  const packaged = workspace.package({
    ...service,
    provider: { ...service.provider, stage: 'prod', layers: [other('shared')] },
    custom: {
      antifreeze: {
        endpoint,
        layer,
        headers: {
          authorization: 'Bearer {{resolve:secretsmanager:collector:SecretString:token}}',
          'x-tenant': '{{resolve:ssm:/tenant}}',
        },
        environment: { OTEL_TRACES_SAMPLER: 'traceidratio', ANTIFREEZE_FLUSH_TIMEOUT: '500' },
      },
    },
    functions: {
      api: { handler, environment: { OTEL_SERVICE_NAME: 'by hand', TABLE: { Ref: 'Table' } } },
      own: {
        handler,
        layers: [other('own')],
        environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/other' },
        antifreeze: {
          serviceName: 'shipping',
          endpoint: { 'Fn::ImportValue': 'collector' },
          environment: { OTEL_TRACES_SAMPLER: 'always_on' },
        },
      },
      off: { handler, antifreeze: false },
      alsoOff: { handler, antifreeze: { enabled: false } },
      python: { handler, runtime: 'python3.13' },
    },
    resources: { Resources: { Table: { Type: 'AWS::SNS::Topic' } } },
  });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(functionOf(packaged, 'api')).toMatchObject({
    layers: [other('shared'), layer],
    variables: {
      OTEL_SERVICE_NAME: 'by hand',
      TABLE: { Ref: 'Table' },
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod',
      OTEL_EXPORTER_OTLP_HEADERS:
        'authorization=Bearer%20{{resolve:secretsmanager:collector:SecretString:token}},x-tenant={{resolve:ssm:/tenant}}',
    },
  });
  expect(functionOf(packaged, 'own')).toMatchObject({
    layers: [other('own'), layer],
    variables: {
      OTEL_SERVICE_NAME: 'shipping',
      OTEL_EXPORTER_OTLP_ENDPOINT: { 'Fn::ImportValue': 'collector' },
      OTEL_TRACES_SAMPLER: 'always_on',
      ANTIFREEZE_FLUSH_TIMEOUT: '500',
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
      ANTIFREEZE_EXEC_WRAPPER: '/opt/other',
    },
  });
  for (const name of ['off', 'alsoOff', 'python'])
    expect(functionOf(packaged, name)).toEqual({ handler, layers: [other('shared')] });
  expect(packaged.output).toContain('functions.python is not traced');
  expect(layersOf(packaged)).toEqual([]);
});

test('the same service gives the same template', () => {
  const relayed = { ...service, custom: { antifreeze: { endpoint, relay: true } } };
  const [once, again] = [workspace.package(relayed), workspace.package(relayed)];

  expect(once.exitCode, once.output).toBe(0);
  expect(functionOf(again, 'api')).toEqual(functionOf(once, 'api'));
  expect(withoutTimes(again)).toEqual(withoutTimes(once));
});

test.each([
  ['no endpoint', {}, "functions.api can't be traced: it has no endpoint"],
  ['a bad endpoint', { endpoint: 'collector:4318' }, 'custom.antifreeze.endpoint must be an http'],
  ['an unknown setting', { endpont: endpoint }, 'custom.antifreeze.endpont is unknown'],
  ['a wrong type', { endpoint, enabled: 'yes' }, 'custom.antifreeze.enabled must be true or false'],
  ['a relay without an endpoint', { relay: true }, 'custom.antifreeze.relay has no endpoint'],
  [
    'a secret in clear',
    { endpoint, headers: { authorization: 'Bearer 1234' } },
    'custom.antifreeze.headers.authorization must be a reference',
  ],
])('%s fails before anything is packaged', (_, antifreeze, message) => {
  const packaged = workspace.package({
    ...service,
    configValidationMode: 'warn',
    custom: { antifreeze },
  });

  expect(packaged.exitCode).not.toBe(0);
  expect(packaged.output).toContain(message);
  expect(packaged.output).not.toContain('1234');
});

/** The framework puts the time into the names of versions and of the folder in the bucket. */
function withoutTimes({ resources }: Packaged): unknown {
  return JSON.parse(JSON.stringify(resources).replace(/\d{13}-[^/"]+Z|/g, ''));
}
