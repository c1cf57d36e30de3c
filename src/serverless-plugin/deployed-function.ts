import { execWrapper } from '../support/layer.ts';
import { relayQueueOf } from './relay-plan.ts';
import type { Serverless, Service } from './service.ts';
import type { Environment } from './template-values.ts';
import { queueVariable } from './tracing-variables.ts';

/**
 * Whether the deployed function has the layer. To deploy one function changes its variables, but can't add a layer that
 * the service makes; and a function whose exec wrapper is missing doesn't start.
 */
export function isAttached({ provider }: Service): boolean {
  return deployedVariables(provider)['AWS_LAMBDA_EXEC_WRAPPER'] === execWrapper;
}

/** Throws where the function's new variables name a queue that its role, which stays as it is, may not allow. */
export function refuseNewQueue({ service, classes }: Serverless, name: string): void {
  const { url } = relayQueueOf(service.custom?.antifreeze ?? {}) ?? {};
  const { [queueVariable]: wanted } = service.functions[name]?.environment ?? {};
  // A function of CloudFormation isn't deployed that way.
  if (typeof url !== 'string' || wanted !== url) return;
  if (deployedVariables(service.provider)[queueVariable] === url) return;
  throw new classes.Error(
    `antifreeze: functions.${name} would send to a queue that its role may not allow yet: deploy the whole service first`,
  );
}

function deployedVariables({ remoteFunctionData }: Service['provider']): Environment {
  return remoteFunctionData?.Configuration?.Environment?.Variables ?? {};
}
