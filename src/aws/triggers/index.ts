import type { Trigger } from '../../core/trigger.ts';
import { activeMq } from './activemq.ts';
import { alb } from './alb.ts';
import { alexa } from './alexa.ts';
import { apiGatewayHttp } from './api-gateway-http.ts';
import { apiGatewayRest } from './api-gateway-rest.ts';
import { apiGatewayWebsocket } from './api-gateway-websocket.ts';
import { appsync } from './appsync.ts';
import { bedrockAgent } from './bedrock-agent.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudfront } from './cloudfront.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { cloudWatchLogs } from './cloudwatch-logs.ts';
import { codecommit } from './codecommit.ts';
import { codepipeline } from './codepipeline.ts';
import { cognito } from './cognito.ts';
import { configRule } from './config-rule.ts';
import { connect } from './connect.ts';
import { direct } from './direct.ts';
import { documentdb } from './documentdb.ts';
import { dynamodb } from './dynamodb.ts';
import { eventBridge } from './eventbridge.ts';
import { firehose } from './firehose.ts';
import { functionUrl } from './function-url.ts';
import { kafka } from './kafka.ts';
import { kinesis } from './kinesis.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { lex } from './lex.ts';
import { rabbitMq } from './rabbitmq.ts';
import { s3 } from './s3.ts';
import { s3Batch } from './s3-batch.ts';
import { s3ObjectLambda } from './s3-object-lambda.ts';
import { scheduled } from './scheduled.ts';
import { secretRotation } from './secret-rotation.ts';
import { ses } from './ses.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { stepFunctions } from './step-functions.ts';
import { vpcLattice } from './vpc-lattice.ts';

/** Every event source we know, the most specific first. A new one is a file beside this one and a line here. */
export const triggers: readonly Trigger[] = [
  apiGatewayRest,
  apiGatewayHttp,
  functionUrl,
  alb,
  apiGatewayWebsocket,
  vpcLattice,
  appsync,
  lambdaAuthorizer,
  cloudfront,
  s3ObjectLambda,
  scheduled,
  stepFunctions,
  sqs,
  sns,
  eventBridge,
  kinesis,
  firehose,
  kafka,
  activeMq,
  rabbitMq,
  ses,
  cloudWatchLogs,
  s3,
  dynamodb,
  documentdb,
  s3Batch,
  cloudformation,
  codepipeline,
  codecommit,
  configRule,
  cloudwatchAlarm,
  secretRotation,
  cognito,
  connect,
  lex,
  alexa,
  bedrockAgent,
  direct,
];
