import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AntifreezeLayer, AntifreezeRelay, traceFunction } from '../../src/entry/cdk.ts';
import { allowed, awsUrl, loadCdk, newStack, ordersIn, removeStacks } from './stacks.ts';

const endpoint = 'https://collector.example.com:4318';

beforeAll(loadCdk, 600_000);
afterAll(removeStacks);

const variablesIn = (template: Template, description?: string) =>
  Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties)
    .find(({ Description }) => Description === description)?.Environment.Variables;
const mayMeasure = 'cloudwatch:PutMetricData on "*"';

test('log records and metrics of a function that sends straight to AWS have their endpoints, and permissions', () => {
  const stack = newStack();
  const layer = new AntifreezeLayer(stack, 'Layer');

  traceFunction(ordersIn(stack), {
    layer,
    endpoint: 'aws',
    logs: { captureConsole: true },
    metrics: true,
    traceFields: true,
  });

  const template = Template.fromStack(stack);
  expect(variablesIn(template)).toEqual({
    AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
    ANTIFREEZE_CAPTURE_CONSOLE: 'true',
    ANTIFREEZE_TRACE_FIELDS: 'true',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: awsUrl('xray'),
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: awsUrl('logs', '/v1/logs'),
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: awsUrl('monitoring', '/v1/metrics'),
  });
  expect(allowed(template)).toEqual(
    expect.arrayContaining([
      mayMeasure,
      expect.stringMatching(
        /^logs:PutLogEvents on .*:logs:eu-west-1:123456789012:log-group:\/aws\/lambda\/",\{"Ref":"Function\w+"\},":\*"/,
      ),
    ]),
  );
});

test('log records go to the log group that the function has, or the one that is named', () => {
  const stack = newStack();
  const layer = new AntifreezeLayer(stack, 'Layer');
  const own = new LogGroup(stack, 'Own');
  const records = new LogGroup(stack, 'Records');

  traceFunction(ordersIn(stack, 'WithOwn', { logGroup: own }), {
    layer,
    endpoint,
    logs: { endpoint: 'aws' },
    metrics: 'emf',
  });
  traceFunction(ordersIn(stack, 'WithOther', { description: 'other' }), {
    layer,
    endpoint: 'aws',
    logs: { logGroup: records, logStream: 'all' },
  });

  const template = Template.fromStack(stack);
  expect(variablesIn(template)).toEqual({
    AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'emf',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: awsUrl('logs', '/v1/logs'),
  });
  expect(variablesIn(template, 'other')).toMatchObject({
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: {
      'Fn::Join': [
        '',
        ['x-aws-log-group=', stack.resolve(records.logGroupName), ',x-aws-log-stream=all'],
      ],
    },
  });
  expect(allowed(template).filter((each) => each.startsWith('logs:'))).toEqual([
    expect.stringMatching(/^logs:PutLogEvents on .*log-group:.*"Own\w+"/),
    expect.stringMatching(/^logs:PutLogEvents on .*"Records\w+","Arn"/),
  ]);
});

test('a relay carries to a destination for each, whose credentials stay apart', () => {
  const stack = newStack();
  const [secret, other] = ['collector', 'metrics'].map((name) =>
    Secret.fromSecretCompleteArn(
      stack,
      name,
      `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`,
    ),
  ) as [ISecret, ISecret];

  const relay = new AntifreezeRelay(stack, 'Relay', {
    endpoint,
    headers: { authorization: { secret, scheme: 'Bearer' } },
    logs: { endpoint: 'aws', logGroup: new LogGroup(stack, 'Records'), logStream: 'all' },
    metrics: {
      endpoint: 'https://metrics.example.com/v1/metrics',
      headers: { 'x-key': { secret: other } },
    },
  });
  traceFunction(ordersIn(stack), {
    layer: new AntifreezeLayer(stack, 'Layer'),
    relay,
    logs: true,
    metrics: true,
  });

  const template = Template.fromStack(stack);
  const { OTEL_EXPORTER_OTLP_LOGS_HEADERS: ofGroup, ...others } = variablesIn(
    template,
    'Carries spans, logs and metrics from the queue to OTLP endpoints',
  );
  expect(others).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `authorization=Bearer%20secretsmanager:${secret.secretArn}`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: awsUrl('logs', '/v1/logs'),
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example.com/v1/metrics',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-key=secretsmanager:${other.secretArn}`,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  });
  expect(JSON.stringify(ofGroup)).toMatch(
    /x-aws-log-group=",\{"Ref":"Records\w+"\},",x-aws-log-stream=all"/,
  );
  expect(variablesIn(template)).toEqual({
    AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
    ...(stack.resolve(relay.senderEnvironment) as object),
  });
  const all = allowed(template);
  expect(all).toContainEqual(expect.stringMatching(/^logs:PutLogEvents on .*"Records\w+","Arn"/));
  expect(all).not.toContain(mayMeasure);
  expect(all.filter((each) => each.startsWith('secretsmanager:'))).toHaveLength(2);
});

test('a relay may write to AWS what is named, and records to its own log group', () => {
  const stack = newStack();

  new AntifreezeRelay(stack, 'Relay', { endpoint: 'aws', logs: {}, metrics: {} });

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: awsUrl('logs', '/v1/logs'),
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: Match.absent(),
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: awsUrl('monitoring', '/v1/metrics'),
      },
    },
  });
  expect(allowed(template)).toContain(mayMeasure);
  expect(allowed(template).filter((each) => each.includes('logs:PutLogEvents'))).toHaveLength(1);
});
