import type { Attributes } from '@opentelemetry/api';
import type { Context } from 'aws-lambda';
import type { Initialization, Invocation } from '../core/invocation.ts';
import { guard } from '../support/guard.ts';
import { text } from '../triggers/payload-fields.ts';
import { parseFunctionArn, resolveFunctionArn } from './arn.ts';
import { withInvocationSender } from './runtime-trace-header.ts';

/** What the runtime's context says of one invocation. It may be incomplete: a unit test rarely passes a whole one. */
export type LambdaContext = Partial<Context> | undefined;

export function lambdaInvocation(
  event: unknown,
  context: LambdaContext,
  initialization: Initialization | undefined,
  responseStream?: object,
): Invocation<LambdaContext> {
  return {
    event,
    id: text(context, 'awsRequestId'),
    platform: context,
    name: text(context, 'functionName') ?? 'invocation',
    attributes: {
      'faas.coldstart': initialization !== undefined,
      ...identityOf(context),
    },
    args: [event, context],
    responseStream,
    withSender: (parent) => withInvocationSender(parent, context),
    deadline: Date.now() + timeLeft(context),
    initialization,
  };
}

/** Of a context made up by a tool or a test, anything can be missing, or throw. */
function timeLeft(context: LambdaContext): number {
  const left = guard('reading the time left', () => context?.getRemainingTimeInMillis?.());
  return typeof left === 'number' && !Number.isNaN(left) ? left : Number.POSITIVE_INFINITY;
}

/** These are on the root span alone: a resource outlives the invocation. */
function identityOf(context: LambdaContext): Attributes {
  const attributes: Attributes = {};
  const requestId = text(context, 'awsRequestId');
  if (requestId !== undefined) attributes['faas.invocation_id'] = requestId;
  const invokedArn = text(context, 'invokedFunctionArn');
  const arn = parseFunctionArn(invokedArn);
  if (!arn) return attributes;
  attributes['aws.lambda.invoked_arn'] = invokedArn;
  attributes['cloud.resource_id'] = resolveFunctionArn(arn, text(context, 'functionVersion'));
  attributes['cloud.account.id'] = arn.accountId;
  return attributes;
}
