import type { Attributes } from '@opentelemetry/api';
import type { LambdaEnvironment } from '../config/lambda-environment.ts';

/** What is true of this sandbox for as long as it lives, by the conventions for FaaS, cloud and AWS logs. */
export function lambdaResource(environment: LambdaEnvironment): Attributes {
  const { region, functionName, functionVersion, memorySizeMb, logGroupName, logStreamName } =
    environment;
  const attributes: Attributes = {
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': region,
    'service.name': functionName,
    'faas.name': functionName,
    'faas.version': functionVersion,
    'faas.instance': logStreamName,
    'faas.max_memory': memorySizeMb === undefined ? undefined : memorySizeMb * 1024 * 1024,
    'aws.log.group.names': logGroupName === undefined ? undefined : [logGroupName],
    'aws.log.stream.names': logStreamName === undefined ? undefined : [logStreamName],
  };
  for (const key of Object.keys(attributes))
    if (attributes[key] === undefined) delete attributes[key];
  return attributes;
}
