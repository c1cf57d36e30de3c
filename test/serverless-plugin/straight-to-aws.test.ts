import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { xrayActions } from '../../src/support/xray-actions.ts';
import { functionOf, propertiesOf, statementsOf } from './osls.ts';
import { endpoint, handler, tracedService } from './services.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

const mayWrite = { Effect: 'Allow', Action: xrayActions, Resource: '*' };
const urlOf = (service: string, path = '') => ({
  'Fn::Sub': `https://${service}.\${AWS::Region}.\${AWS::URLSuffix}${path}`,
});
const ofRegion = urlOf('xray');

test('endpoint aws is X-Ray in the region, with permission for those that send there', () => {
  const role = 'arn:aws:iam::123456789012:role/own';
  const packaged = workspace.package({
    ...tracedService,
    custom: { antifreeze: { endpoint: 'aws' } },
    functions: { api: { handler }, own: { handler, role } },
  });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(functionOf(packaged, 'api').variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: ofRegion,
  });
  expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(2)).toEqual([mayWrite]);
  expect(packaged.output).toContain(
    'functions.own sends to X-Ray with a role of its own: allow it xray:PutTraceSegments',
  );
});

test('with a relay it is the relay that may', () => {
  const packaged = workspace.package({
    ...tracedService,
    custom: { antifreeze: { endpoint: 'aws', relay: true } },
  });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(packaged.resources['AntifreezeRelayFunction']).toMatchObject({
    Properties: { Environment: { Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: ofRegion } } },
  });
  expect(statementsOf(packaged, 'AntifreezeRelayRole')).toContainEqual(mayWrite);
  expect(statementsOf(packaged, 'IamRoleLambdaExecution')).not.toContainEqual(mayWrite);
});

test('where nothing is sent to X-Ray, nothing is allowed', () => {
  const packaged = workspace.package(tracedService);

  expect(statementsOf(packaged, 'IamRoleLambdaExecution')).toHaveLength(2);
});

describe('with logs and metrics', () => {
  const antifreeze = { endpoint: 'aws', logs: true, metrics: true, traceFields: true };
  const streams = (group: string) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${group}:*`,
  });
  const mayMeasure = { Effect: 'Allow', Action: ['cloudwatch:PutMetricData'], Resource: '*' };

  test('each signal has its endpoint, and functions may write to their own log groups only', () => {
    const packaged = workspace.package({
      ...tracedService,
      custom: { antifreeze },
      functions: {
        api: { handler },
        other: {
          handler,
          antifreeze: { metrics: 'emf', logs: { logGroup: '/records', logStream: 'all' } },
        },
        quiet: { handler, antifreeze: { logs: false, metrics: false, traceFields: false } },
        kept: { handler, logs: { logGroup: '/kept' } },
      },
    });

    expect(packaged.exitCode, packaged.output).toBe(0);
    const on = {
      ANTIFREEZE_TRACE_FIELDS: 'true',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: urlOf('logs', '/v1/logs'),
    };
    const usual = {
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
      OTEL_SERVICE_NAME: 'orders-dev',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=dev',
      OTEL_EXPORTER_OTLP_ENDPOINT: ofRegion,
    };
    expect(functionOf(packaged, 'api').variables).toEqual({
      ...usual,
      ...on,
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: urlOf('monitoring', '/v1/metrics'),
    });
    expect(functionOf(packaged, 'other').variables).toEqual({
      ...usual,
      ...on,
      OTEL_METRICS_EXPORTER: 'emf',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=/records,x-aws-log-stream=all',
    });
    expect(functionOf(packaged, 'quiet').variables).toEqual(usual);
    expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(-3)).toEqual([
      mayWrite,
      {
        Effect: 'Allow',
        Action: ['logs:PutLogEvents'],
        Resource: ['/aws/lambda/orders-dev-api', '/records', '/kept'].map(streams),
      },
      mayMeasure,
    ]);
  });

  test('the relay may write what its service or one of its functions makes, and no more', () => {
    const packaged = workspace.package({
      ...tracedService,
      custom: { antifreeze: { endpoint: 'aws', relay: true, logs: { logGroup: { Ref: 'Log' } } } },
      functions: { api: { handler }, other: { handler, antifreeze: { metrics: true } } },
    });

    expect(packaged.exitCode, packaged.output).toBe(0);
    expect(functionOf(packaged, 'api').variables).not.toHaveProperty('OTEL_METRICS_EXPORTER');
    expect(functionOf(packaged, 'other').variables).toMatchObject({
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
    });
    expect(propertiesOf(packaged, 'AntifreezeRelayFunction')['Environment']).toEqual({
      Variables: {
        OTEL_EXPORTER_OTLP_ENDPOINT: ofRegion,
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: urlOf('logs', '/v1/logs'),
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: {
          'Fn::Join': ['', ['x-aws-log-group=', { Ref: 'Log' }]],
        },
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: urlOf('monitoring', '/v1/metrics'),
      },
    });
    expect(statementsOf(packaged, 'AntifreezeRelayRole').slice(2)).toEqual([
      mayWrite,
      {
        Effect: 'Allow',
        Action: ['logs:PutLogEvents'],
        Resource: [
          { 'Fn::Sub': [streams(`\${LogGroup}`)['Fn::Sub'], { LogGroup: { Ref: 'Log' } }] },
        ],
      },
      mayMeasure,
    ]);
    expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(2)).toMatchObject([
      { Action: 'sqs:SendMessage' },
    ]);
  });

  test('a relay can have a destination for each signal, whose credentials stay apart', () => {
    const packaged = workspace.package({
      ...tracedService,
      custom: {
        antifreeze: {
          endpoint,
          headers: { authorization: 'Bearer secretsmanager:collector#token' },
          relay: true,
          logs: { endpoint: 'aws' },
          metrics: {
            endpoint: 'https://metrics.example.com/v1/metrics',
            headers: { 'x-key': 'ssm:/metrics/key' },
          },
        },
      },
    });

    expect(packaged.exitCode, packaged.output).toBe(0);
    expect(propertiesOf(packaged, 'AntifreezeRelayFunction')['Environment']).toEqual({
      Variables: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_TRACES_HEADERS:
          'authorization=Bearer%20secretsmanager%3Acollector%23token',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: urlOf('logs', '/v1/logs'),
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example.com/v1/metrics',
        OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-key=ssm%3A%2Fmetrics%2Fkey',
      },
    });
    expect(
      statementsOf(packaged, 'AntifreezeRelayRole')
        .slice(2)
        .map(({ Action }) => Action),
    ).toEqual(['secretsmanager:GetSecretValue', 'ssm:GetParameter']);
  });
});
