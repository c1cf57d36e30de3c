import { deployArtifact, findArtifact } from './artifact.ts';
import { relayAlarms } from './relay-alarms.ts';
import { relayFunction, relayFunctionResources } from './relay-function.ts';
import { builtQueue, type RelayPlan } from './relay-plan.ts';
import { deadLetterQueue, relayQueues } from './relay-queues.ts';
import type { Serverless } from './service.ts';

/** Has the framework deploy a relay with the service: the queue, and what empties and watches it. */
export function deployRelay(serverless: Serverless, plan: RelayPlan): void {
  const template = serverless.service.provider.compiledCloudFormationTemplate;
  const zip = findArtifact(serverless.serviceDir, 'dist/relay/antifreeze-relay.zip');
  Object.assign(template.Resources, {
    ...relayQueues(plan, relayFunction),
    ...relayFunctionResources(serverless, plan, deployArtifact(serverless, zip)),
    ...relayAlarms(plan, relayFunction),
  });
  template.Outputs = {
    ...template.Outputs,
    AntifreezeRelayQueueUrl: { Value: { Ref: builtQueue } },
    AntifreezeRelayQueueArn: { Value: { 'Fn::GetAtt': [builtQueue, 'Arn'] } },
    AntifreezeRelayDeadLetterQueueUrl: { Value: { Ref: deadLetterQueue } },
  };
}
