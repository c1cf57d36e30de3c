import { execWrapper } from '../support/layer.ts';
import type { Environment, FunctionSettings, Serverless } from './service.ts';

/** Any of these says where spans go. */
const destinations = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
  'ANTIFREEZE_RELAY_QUEUE_URL',
];

/** The variables that attach the layer and configure it. `own` are those that the function has without us, which win. */
export function tracingVariables(
  serverless: Serverless,
  { endpoint, headers, serviceName, environment }: FunctionSettings,
  own: Environment,
): Environment {
  const stage = serverless.getProvider('aws').getStage();
  const { AWS_LAMBDA_EXEC_WRAPPER: otherWrapper = execWrapper, ...rest } = own;
  return {
    OTEL_SERVICE_NAME: serviceName ?? `${serverless.service.service}-${stage}`,
    OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${encodeURIComponent(stage)}`,
    ...(endpoint !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    ...(headers && { OTEL_EXPORTER_OTLP_HEADERS: encodeHeaders(headers) }),
    ...environment,
    ...rest,
    ...(otherWrapper !== execWrapper && { ANTIFREEZE_EXEC_WRAPPER: otherWrapper }),
    AWS_LAMBDA_EXEC_WRAPPER: execWrapper,
  };
}

/** Whether a function with these variables knows where its spans go. */
export function hasDestination(environment: Environment): boolean {
  return destinations.some((name) => name in environment);
}

/** As `OTEL_EXPORTER_OTLP_HEADERS` wants it. References stay as they are: CloudFormation has to find them. */
function encodeHeaders(headers: Readonly<Record<string, string>>): string {
  const encode = (value: string) =>
    value
      .split(/(\{\{resolve:[^{}]+\}\})/)
      .map((part, index) => (index % 2 === 0 ? encodeURIComponent(part) : part))
      .join('');
  return Object.entries(headers)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encode(value)}`)
    .join();
}
