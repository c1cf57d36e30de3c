import { expect, test } from 'vitest';
import { findTracing } from '../../../src/cli/doctor/find-tracing.ts';
import { layer, relay, sound, soundVariables } from './sound-function.ts';

const bare = { ...sound, layers: [], variables: {} };
const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com' };

test.each([
  { title: 'the layer and its exec wrapper', described: sound, status: 'traced', by: 'layer' },
  {
    title: 'an exec wrapper in a container image',
    described: { ...sound, runtime: undefined, layers: [] },
    status: 'traced',
    by: 'layer',
  },
  {
    title: 'antifreeze in its code',
    described: { ...bare, versionsInCode: ['0.1.0'] },
    status: 'traced',
    by: 'code',
  },
  {
    title: 'a tracing that is disabled',
    described: { ...sound, variables: { ...soundVariables, OTEL_SDK_DISABLED: ' TRUE ' } },
    status: 'off',
    by: 'layer',
  },
  { title: 'the layer alone', described: { ...sound, variables: {} }, status: 'broken' },
  { title: 'the exec wrapper alone', described: { ...sound, layers: [] }, status: 'broken' },
  {
    title: 'variables of ours alone',
    described: { ...bare, variables: { ANTIFREEZE_JOURNAL: 'false' } },
    status: 'unsure',
  },
  {
    title: 'variables of OpenTelemetry alone',
    described: { ...bare, variables: otlp },
    status: 'unsure',
  },
  {
    title: 'variables of OpenTelemetry and code that lacks us',
    described: { ...bare, variables: otlp, versionsInCode: [] },
    status: 'untraced',
  },
  {
    title: 'variables of OpenTelemetry in Python',
    described: { ...bare, variables: otlp, runtime: 'python3.13' },
    status: 'untraced',
  },
  {
    title: 'variables of OpenTelemetry and the tracer that they are for',
    described: {
      ...bare,
      variables: { ...otlp, AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-handler' },
    },
    status: 'untraced',
  },
  {
    title: 'variables of OpenTelemetry in a relay',
    described: { ...relay({}), variables: otlp },
    status: 'untraced',
  },
  {
    title: 'variables of ours in a relay',
    described: { ...relay({}), variables: { ANTIFREEZE_FLUSH: 'before-response' } },
    status: 'untraced',
  },
  {
    title: 'variables that nobody can read',
    described: { ...bare, variables: undefined },
    status: 'unsure',
  },
  { title: 'nothing', described: bare, status: 'untraced' },
])('a function with $title is $status', ({ described, status, by }) => {
  const tracing = findTracing(described);

  expect(tracing).toMatchObject({ status, by });
});

test('of several layers of ours, the last one counts', () => {
  const versions = ['0.1.0', '0.0.9'].map((version) =>
    layer({ kind: 'antifreeze', version, isInstalled: false }),
  );

  const { version } = findTracing({ ...sound, layers: versions });

  expect(version).toBe('0.0.9');
});

test.each([
  ['AWS Distro for OpenTelemetry', { layers: ['AWSOpenTelemetryDistroJs'] }],
  ['AWS Distro for OpenTelemetry', { wrapper: '/opt/otel-instrument' }],
  ['OpenTelemetry', { layers: ['opentelemetry-nodejs-0_17_0'], wrapper: '/opt/otel-handler' }],
  ['Datadog', { handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler' }],
  ['Datadog', { layers: ['Datadog-Node24-x', 'Datadog-Extension'] }],
  ['Dynatrace', { wrapper: '/opt/dynatrace' }],
  ['Instana', { handler: 'instana-aws-lambda-auto-wrap-esm.handler' }],
  ['Lumigo', { layers: ['lumigo-node-tracer'], handler: 'lumigo-auto-instrument.handler' }],
  ['New Relic', { handler: 'newrelic-lambda-wrapper.handler' }],
  ['New Relic', { handler: '/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler' }],
  ['Sentry', { nodeOptions: '-r @sentry/aws-serverless/awslambda-auto' }],
  ['Elastic APM', { nodeOptions: '-r elastic-apm-node/start' }],
] as const)('%s is recognised by %j', (name, parts) => {
  const { layers = [], wrapper, handler, nodeOptions } = { ...nothing, ...parts };

  const { others } = findTracing({
    ...bare,
    handler,
    layers: layers.map((each) => layer({ kind: 'unknown' }, each)),
    variables: {
      ...(wrapper && { AWS_LAMBDA_EXEC_WRAPPER: wrapper }),
      ...(nodeOptions && { NODE_OPTIONS: nodeOptions }),
    },
  });

  expect(others).toEqual([name]);
});

test.each(['opentelemetry-collector-arm64-0_13_0', 'LambdaInsightsExtension', 'my-datadog-tools'])(
  'the layer %s traces nothing',
  (name) => {
    const { others } = findTracing({ ...bare, layers: [layer({ kind: 'unknown' }, name)] });

    expect(others).toEqual([]);
  },
);

const nothing: {
  readonly layers?: readonly string[];
  readonly wrapper?: string;
  readonly handler?: string;
  readonly nodeOptions?: string;
} = {};
