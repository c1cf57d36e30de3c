import { settingsOf } from './function-settings.ts';
import type { Serverless } from './service.ts';
import type { Environment } from './template-values.ts';
import { settingVariables } from './tracing-variables.ts';

/**
 * Gives each function the variables that configure the tracing of its own code, for what runs it on this machine: no
 * layer, which is Lambda's; in place of a relay the endpoint; no headers, as these are secrets that are kept on AWS.
 */
export function setLocalVariables(serverless: Serverless): void {
  const { service } = serverless;
  for (const traced of Object.values(service.functions)) {
    const { headers: _, ...settings } = settingsOf(service, traced);
    if (settings.enabled)
      traced.environment = {
        ...withoutReferences(settingVariables(serverless, { ...settings, queue: undefined })),
        ...service.provider.environment,
        ...traced.environment,
      };
  }
}

/** Without what only CloudFormation resolves. */
function withoutReferences(variables: Environment): Environment {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([, value]) => typeof value !== 'object' && !/\{\{resolve:/.test(value),
    ),
  );
}
