import { builtQueue, type RelayPlan, relayQueueOf } from './relay-plan.ts';

/** The logical name of the queue that takes what could not be delivered. */
export const deadLetterQueue = 'AntifreezeRelayDeadLetterQueue';

/** The queue, its dead-letter queue, and the mapping that hands its messages to the relay's function. */
export function relayQueues(plan: RelayPlan, functionName: string): Record<string, object> {
  const shared = {
    MessageRetentionPeriod: plan.messageRetentionPeriod,
    ...(plan.kmsKeyArn === undefined
      ? { SqsManagedSseEnabled: true }
      : { KmsMasterKeyId: plan.kmsKeyArn }),
  };
  return {
    [deadLetterQueue]: { Type: 'AWS::SQS::Queue', Properties: shared },
    [builtQueue]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        ...shared,
        VisibilityTimeout: plan.visibilityTimeout,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': [deadLetterQueue, 'Arn'] },
          maxReceiveCount: plan.maxReceiveCount,
        },
      },
    },
    AntifreezeRelayEventSourceMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: relayQueueOf({ relay: true })?.arn,
        FunctionName: { Ref: functionName },
        BatchSize: plan.batchSize,
        MaximumBatchingWindowInSeconds: plan.maximumBatchingWindow,
        ScalingConfig: { MaximumConcurrency: plan.maximumConcurrency },
        // Without it, Lambda would delete what the relay could not deliver.
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  };
}
