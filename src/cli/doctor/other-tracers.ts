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
  /** The packages by which code calls it, and plugins that attach it. */
  readonly packages?: RegExp;
}

/** From their makers' installation guides. Layers that only ship telemetry, without tracing, are not here. */
const otherTracers: readonly OtherTracer[] = [
  {
    name: 'AWS Distro for OpenTelemetry',
    layer: /^(aws-otel-nodejs-|AWSOpenTelemetryDistroJs)/,
    wrapper: /^\/opt\/otel-instrument$/,
    packages: /^@aws\/aws-distro-opentelemetry-node-autoinstrumentation$/,
  },
  {
    name: 'OpenTelemetry',
    layer: /^opentelemetry-nodejs-/,
    wrapper: /^\/opt\/otel-handler$/,
    packages:
      /^@opentelemetry\/(auto-instrumentations-node|instrumentation-aws-lambda|sdk-node|sdk-trace-node)$/,
  },
  {
    name: 'AppDynamics',
    layer: /^appdynamics-/,
    wrapper: /^\/opt\/appdynamics-/,
    packages: /^appdynamics/,
  },
  {
    name: 'Coralogix',
    layer: /^coralogix-nodejs-wrapper/,
    packages: /^@coralogix\/opentelemetry/,
  },
  {
    name: 'Datadog',
    layer: /^Datadog-Node/,
    wrapper: /^\/opt\/datadog_wrapper$/,
    handler: /(^|\/)datadog-lambda-js\/(dist\/)?handler\.handler$/,
    packages: /^(dd-trace|datadog-lambda-js|datadog-cdk-constructs-v2|serverless-plugin-datadog)$/,
  },
  {
    name: 'Dynatrace',
    layer: /^Dynatrace_OneAgent_/,
    wrapper: /^\/opt\/dynatrace$/,
    packages: /^@dynatrace\/oneagent/,
  },
  {
    name: 'Elastic APM',
    layer: /^elastic-apm-node-/,
    nodeOptions: /elastic-apm-node\/start/,
    packages: /^(elastic-apm-node|@elastic\/opentelemetry-node)$/,
  },
  {
    name: 'Epsagon',
    layer: /^epsagon-node-layer/,
    handler: /^epsagon\.wrapper$/,
    packages: /^(epsagon|serverless-plugin-epsagon)$/,
  },
  {
    name: 'Instana',
    layer: /^instana-nodejs/,
    handler: /(^|\/)instana-aws-lambda-auto-wrap(-esm)?\.handler$/,
    packages: /^@instana\/(aws-lambda|collector|google-cloud-run)/,
  },
  {
    name: 'Lumigo',
    layer: /^lumigo-node-tracer$/,
    wrapper: /^\/opt\/lumigo_wrapper$/,
    handler: /(^|\/)lumigo-auto-instrument\.handler$/,
    packages: /^(@lumigo\/(tracer|opentelemetry)|serverless-lumigo)$/,
  },
  {
    name: 'New Relic',
    layer: /^NewRelicNodeJS/,
    handler: /(^|\/)newrelic-(esm-)?lambda-wrapper(\/index)?\.handler$/,
    packages: /^(newrelic|@newrelic\/|serverless-newrelic-lambda-layers$)/,
  },
  {
    name: 'Sentry',
    layer: /^SentryNodeServerlessSDK/,
    nodeOptions: /@sentry\/(aws-)?serverless/,
    packages: /^@sentry\/(aws-serverless|google-cloud-serverless|serverless|node)$/,
  },
  {
    name: 'Splunk',
    layer: /^splunk-apm-js/,
    wrapper: /^\/opt\/nodejs-otel-handler$/,
    packages: /^@splunk\/otel$/,
  },
  {
    name: 'X-Ray SDK',
    packages: /^(aws-xray-sdk(-core)?|@aws-lambda-powertools\/tracer)$/,
  },
  { name: 'Google Cloud Trace agent', packages: /^@google-cloud\/trace-agent$/ },
  {
    name: 'Thundra',
    layer: /^(thundra|catchpoint)-lambda-node-layer/,
    packages: /^(@thundra\/core|serverless-plugin-thundra)$/,
  },
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

/** The tracers among packages, each with the packages that are its own. */
export function findTracersAmong(
  packages: readonly string[],
): readonly { readonly name: string; readonly packages: readonly string[] }[] {
  return otherTracers
    .map((other) => ({
      name: other.name,
      packages: packages.filter((each) => other.packages?.test(each)),
    }))
    .filter((found) => found.packages.length > 0);
}
