import type { AwsService } from '../aws-service.ts';
import { bedrockAgentRuntime } from './bedrock-agent-runtime.ts';
import { bedrockRuntime } from './bedrock-runtime.ts';
import { dynamoDb } from './dynamodb.ts';
import { eventBridge } from './eventbridge.ts';
import { firehose } from './firehose.ts';
import { kinesis } from './kinesis.ts';
import { lambda } from './lambda.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { secretsManager } from './secrets-manager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { stepFunctions } from './step-functions.ts';

const services: readonly AwsService[] = [
  bedrockAgentRuntime,
  bedrockRuntime,
  dynamoDb,
  eventBridge,
  firehose,
  kinesis,
  lambda,
  s3,
  scheduler,
  secretsManager,
  sns,
  sqs,
  ssm,
  stepFunctions,
];

/** What is particular to a service, by its name. Nothing is, for most of them: they have the general span. */
export function findService(name: string): AwsService {
  return services.find((service) => service.name === name) ?? { name };
}
