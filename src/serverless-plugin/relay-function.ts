import type { UploadedArtifact } from './artifact.ts';
import { relaySettingsOf } from './function-settings.ts';
import { type RelayPlan, relayVariables } from './relay-plan.ts';
import { relayRole } from './relay-role.ts';
import type { Serverless } from './service.ts';
import type { Vpc } from './template-values.ts';

/** The logical name of the relay's function. */
export const relayFunction = 'AntifreezeRelayFunction';
const role = 'AntifreezeRelayRole';
const logGroup = 'AntifreezeRelayLogGroup';

/** The function that empties the queue, with its log and its role. */
export function relayFunctionResources(
  serverless: Serverless,
  plan: RelayPlan,
  code: UploadedArtifact,
): Record<string, object> {
  const { service } = serverless;
  const { provider } = service;
  const vpc = vpcConfig(plan.vpc ?? provider.vpc);
  return {
    [logGroup]: relayLogGroup(serverless, plan),
    [role]: relayRole(service, { plan, logGroup, isInVpc: vpc !== undefined }),
    [relayFunction]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Description: 'Carries spans, logs and metrics from a queue to their collector (antifreeze)',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: code,
        Role: { 'Fn::GetAtt': [role, 'Arn'] },
        LoggingConfig: { LogGroup: { Ref: logGroup } },
        ...capacity(plan),
        ...(vpc && { VpcConfig: vpc }),
        Environment: { Variables: relayVariables(relaySettingsOf(service), plan) },
        ...tags(provider.tags),
      },
    },
  };
}

function relayLogGroup(serverless: Serverless, plan: RelayPlan): object {
  const { service } = serverless;
  const stage = serverless.getProvider('aws').getStage();
  const retention = plan.logRetentionInDays ?? service.provider.logRetentionInDays;
  return {
    Type: 'AWS::Logs::LogGroup',
    Properties: {
      LogGroupName: `/aws/lambda/${service.service}-${stage}-antifreeze-relay`,
      ...(retention !== undefined && { RetentionInDays: retention }),
    },
  };
}

function capacity({ architecture, memorySize, timeout, reservedConcurrency }: RelayPlan): object {
  return {
    Architectures: [architecture],
    MemorySize: memorySize,
    Timeout: timeout,
    ...(reservedConcurrency !== undefined && {
      ReservedConcurrentExecutions: reservedConcurrency,
    }),
  };
}

/** Undefined where the function is in no VPC, for which the framework itself has an object without subnets. */
function vpcConfig(vpc: Vpc | false = false): object | undefined {
  if (!vpc || vpc.subnetIds === undefined) return undefined;
  return {
    SecurityGroupIds: vpc.securityGroupIds,
    SubnetIds: vpc.subnetIds,
    ...(vpc.ipv6AllowedForDualStack !== undefined && {
      Ipv6AllowedForDualStack: vpc.ipv6AllowedForDualStack,
    }),
  };
}

function tags(given: Readonly<Record<string, string>> = {}): object {
  const Tags = Object.entries(given).map(([Key, Value]) => ({ Key, Value }));
  return Tags.length > 0 ? { Tags } : {};
}
