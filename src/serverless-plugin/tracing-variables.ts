import { execWrapper } from '../support/layer.ts';
import { signalVariables } from '../support/signal-variables.ts';
import { endpointVariables } from './endpoint-variables.ts';
import type { EffectiveSettings } from './function-settings.ts';
import type { Serverless } from './service.ts';
import type { Environment } from './template-values.ts';

/** Names the relay's queue. */
export const queueVariable = 'ANTIFREEZE_RELAY_QUEUE_URL';
/** Any of these says where spans go. */
const destinations = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'ANTIFREEZE_ENDPOINT',
  'OTEL_TRACES_EXPORTER',
  queueVariable,
];

/** The variables that attach the layer and configure it. `own` are those that the function has without us, which win. */
export function tracingVariables(
  serverless: Serverless,
  settings: EffectiveSettings,
  own: Environment,
): Environment {
  const { AWS_LAMBDA_EXEC_WRAPPER: otherWrapper = execWrapper, ...rest } = own;
  return {
    ...settingVariables(serverless, settings),
    ...rest,
    ...(otherWrapper !== execWrapper && { ANTIFREEZE_EXEC_WRAPPER: otherWrapper }),
    AWS_LAMBDA_EXEC_WRAPPER: execWrapper,
  };
}

/** The variables that the settings stand for. */
export function settingVariables(serverless: Serverless, settings: EffectiveSettings): Environment {
  const stage = serverless.getProvider('aws').getStage();
  return {
    OTEL_SERVICE_NAME: settings.serviceName ?? `${serverless.service.service}-${stage}`,
    OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${encodeURIComponent(stage)}`,
    ...signalVariables(settings),
    ...destinationVariables(settings),
    ...settings.environment,
  };
}

/** Whether a function with these variables knows where its spans go. */
export function hasDestination(environment: Environment): boolean {
  return destinations.some((name) => name in environment);
}

function destinationVariables({ queue, ...settings }: EffectiveSettings): Environment {
  if (!queue) return endpointVariables(settings);
  return { ANTIFREEZE_RELAY: 'sqs', [queueVariable]: queue.url };
}
