import type { Trigger } from '../../core/trigger.ts';
import { alexa } from './alexa.ts';
import { apiGatewayWebsocket } from './api-gateway-websocket.ts';
import { appsync } from './appsync.ts';
import { appsyncAuthorizer } from './appsync-authorizer.ts';
import { appsyncEvents } from './appsync-events.ts';
import { bedrockAgent } from './bedrock-agent.ts';
import { namedTriggers } from './by-name.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { cloudWatchLogs } from './cloudwatch-logs.ts';
import { codepipeline } from './codepipeline.ts';
import { cognito } from './cognito.ts';
import { configRule } from './config-rule.ts';
import { connect } from './connect.ts';
import { direct } from './direct.ts';
import { eventBridge } from './eventbridge.ts';
import { firehose } from './firehose.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { lambdaDestination } from './lambda-destination.ts';
import { lex } from './lex.ts';
import { s3Batch } from './s3-batch.ts';
import { s3ObjectLambda } from './s3-object-lambda.ts';
import { scheduled } from './scheduled.ts';
import { secretRotation } from './secret-rotation.ts';
import { stepFunctions } from './step-functions.ts';
import { vpcLattice } from './vpc-lattice.ts';

/** The event sources that are neither plain HTTP requests nor batches; the last one claims whatever is left. */
export function otherTriggers(): readonly Trigger[] {
  return [
    apiGatewayWebsocket,
    vpcLattice,
    appsync,
    appsyncEvents,
    appsyncAuthorizer,
    lambdaAuthorizer,
    s3ObjectLambda,
    scheduled,
    stepFunctions,
    eventBridge,
    firehose,
    cloudWatchLogs,
    s3Batch,
    cloudformation,
    codepipeline,
    configRule,
    cloudwatchAlarm,
    secretRotation,
    cognito,
    connect,
    lex,
    alexa,
    bedrockAgent,
    lambdaDestination,
    ...Object.values(namedTriggers),
    direct,
  ];
}
