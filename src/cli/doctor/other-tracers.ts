import type { FunctionDescription } from './function-description.ts';

/** How a tracer of somebody else attaches itself to a Node.js function. Each pattern is for a whole part of the configuration. */
interface OtherTracer {
  readonly name: string;
  /** The name of its layer. */
  readonly layer?: RegExp;
  /** The exec wrapper, which several may share. */
  readonly wrapper?: RegExp;
  /** The handler that it puts in the place of the function's. */
  readonly handler?: RegExp;
  /** What it has Node.js load first. */
  readonly nodeOptions?: RegExp;
}

/** From their makers' installation guides. Layers that only ship telemetry, without tracing, are not here. */
const otherTracers: readonly OtherTracer[] = [
  {
    name: 'AWS Distro for OpenTelemetry',
    layer: /^(aws-otel-nodejs-|AWSOpenTelemetryDistroJs)/,
    wrapper: /^\/opt\/otel-instrument$/,
  },
  { name: 'OpenTelemetry', layer: /^opentelemetry-nodejs-/, wrapper: /^\/opt\/otel-handler$/ },
  { name: 'AppDynamics', layer: /^appdynamics-/, wrapper: /^\/opt\/appdynamics-/ },
  {
    name: 'Coralogix',
    layer: /^coralogix-nodejs-wrapper/,
  },
  {
    name: 'Datadog',
    layer: /^Datadog-Node/,
    wrapper: /^\/opt\/datadog_wrapper$/,
    handler: /(^|\/)datadog-lambda-js\/(dist\/)?handler\.handler$/,
  },
  { name: 'Dynatrace', layer: /^Dynatrace_OneAgent_/, wrapper: /^\/opt\/dynatrace$/ },
  {
    name: 'Elastic APM',
    layer: /^elastic-apm-node-/,
    nodeOptions: /elastic-apm-node\/start/,
  },
  { name: 'Epsagon', layer: /^epsagon-node-layer/, handler: /^epsagon\.wrapper$/ },
  {
    name: 'Instana',
    layer: /^instana-nodejs/,
    handler: /(^|\/)instana-aws-lambda-auto-wrap(-esm)?\.handler$/,
  },
  {
    name: 'Lumigo',
    layer: /^lumigo-node-tracer$/,
    wrapper: /^\/opt\/lumigo_wrapper$/,
    handler: /(^|\/)lumigo-auto-instrument\.handler$/,
  },
  {
    name: 'New Relic',
    layer: /^NewRelicNodeJS/,
    handler: /(^|\/)newrelic-(esm-)?lambda-wrapper(\/index)?\.handler$/,
  },
  {
    name: 'Sentry',
    layer: /^SentryNodeServerlessSDK/,
    nodeOptions: /@sentry\/(aws-)?serverless/,
  },
  { name: 'Splunk', layer: /^splunk-apm-js/, wrapper: /^\/opt\/nodejs-otel-handler$/ },
  { name: 'Thundra', layer: /^(thundra|catchpoint)-lambda-node-layer/ },
];

/** The names of the tracers that a function's configuration attaches, ours not among them. */
export function findOtherTracers({
  layers,
  handler = '',
  variables = {},
}: FunctionDescription): string[] {
  const wrapper = variables['AWS_LAMBDA_EXEC_WRAPPER'] ?? '';
  const chained = variables['ANTIFREEZE_EXEC_WRAPPER'] ?? '';
  const nodeOptions = variables['NODE_OPTIONS'] ?? '';
  const isAttached = (other: OtherTracer) =>
    layers.some(({ name }) => other.layer?.test(name)) ||
    other.wrapper?.test(wrapper) ||
    other.wrapper?.test(chained) ||
    other.handler?.test(handler) ||
    other.nodeOptions?.test(nodeOptions);
  return otherTracers.filter(isAttached).map(({ name }) => name);
}
