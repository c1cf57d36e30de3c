import { readAwsEndpoint, readAwsRegion } from '../config/aws-credentials.ts';
import { type AwsAnswer, type AwsJsonService, awsJsonCall } from '../export/sqs-call.ts';
import type { Deadline } from '../support/deadline.ts';
import type { SecretStores } from './secrets.ts';

/** AWS Secrets Manager and Parameter Store. */
export const awsSecretStores: SecretStores = { secretsmanager: readSecret, ssm: readParameter };

async function readSecret(id: string, deadline: Deadline): Promise<string> {
  const call = awsJsonCall(service('secretsmanager', 'SECRETS_MANAGER', 'secretsmanager', id));
  const answer = await call('GetSecretValue', { SecretId: id }, deadline);
  const { SecretString: secret } = outputOf(answer, id) as { SecretString?: unknown };
  return textOf(secret, id);
}

async function readParameter(id: string, deadline: Deadline): Promise<string> {
  const call = awsJsonCall(service('ssm', 'SSM', 'AmazonSSM', id));
  const answer = await call('GetParameter', { Name: id, WithDecryption: true }, deadline);
  const { Parameter } = outputOf(answer, id) as { Parameter?: { Value?: unknown } };
  return textOf(Parameter?.Value, id);
}

function service(
  name: string,
  variable: 'SECRETS_MANAGER' | 'SSM',
  target: string,
  id: string,
): AwsJsonService {
  const [, partition, , arnRegion] = id.split(':');
  const region = arnRegion || readAwsRegion() || 'us-east-1';
  const china = partition === 'aws-cn' || region.startsWith('cn-');
  const domain = china ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint = readAwsEndpoint(variable) ?? new URL(`https://${name}.${region}.${domain}`);
  return { endpoint, region, service: name, target, version: '1.1' };
}

function outputOf(answer: AwsAnswer, id: string): unknown {
  if (answer.status === 'done') return answer.output;
  throw new Error(`the secret ${id} can't be read`, { cause: answer.error });
}

function textOf(value: unknown, id: string): string {
  if (typeof value === 'string') return value.trim();
  throw new Error(`the secret ${id} is not a text`);
}
