import type { Attributes } from '@opentelemetry/api';
import type { Context } from 'aws-lambda';
import type { Initialization, Invocation } from '../core/invocation.ts';
import { parseFunctionArn, resolveFunctionArn } from './arn.ts';

/** What the runtime's context says of one invocation. It may be incomplete: a unit test rarely passes a whole one. */
export type LambdaContext = Partial<Context> | undefined;

export function lambdaInvocation(
  event: unknown,
  context: LambdaContext,
  initialization: Initialization | undefined,
): Invocation<LambdaContext> {
  return {
    event,
    id: context?.awsRequestId,
    platform: context,
    name: context?.functionName || 'invocation',
    attributes: {
      'faas.coldstart': initialization !== undefined,
      ...identityOf(context),
    },
    deadline: Date.now() + (context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY),
    initialization,
  };
}

/** These are on the root span alone: a resource outlives the invocation. */
function identityOf(context: LambdaContext): Attributes {
  const attributes: Attributes = {};
  if (context?.awsRequestId) attributes['faas.invocation_id'] = context.awsRequestId;
  const arn = parseFunctionArn(context?.invokedFunctionArn);
  if (!arn) return attributes;
  attributes['aws.lambda.invoked_arn'] = context?.invokedFunctionArn;
  attributes['cloud.resource_id'] = resolveFunctionArn(arn, context?.functionVersion);
  attributes['cloud.account.id'] = arn.accountId;
  return attributes;
}
