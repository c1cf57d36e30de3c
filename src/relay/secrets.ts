import { readAwsEndpoint, readAwsRegion } from '../config/aws-credentials.ts';
import { type AwsAnswer, type AwsJsonService, awsJsonCall } from '../export/sqs-call.ts';
import type { Deadline } from '../support/deadline.ts';
import { findSecretReference, type SecretReference } from './secret-reference.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers with their secrets, or why one could not be had. */
type ResolvedHeaders =
  | { readonly status: 'resolved'; readonly headers: Headers }
  | { readonly status: 'missing'; readonly error: Error };

/** Puts secrets in the place of what names them. Never throws, and is done by `deadline`. */
export type ResolveSecrets = (headers: Headers, deadline: Deadline) => Promise<ResolvedHeaders>;

/** How long a secret is kept before it is read again, in case it was rotated. */
const freshForMs = 5 * 60_000;

/** Reads secrets from AWS Secrets Manager and Parameter Store when they are first needed. */
export function createSecretResolver(now: () => number = Date.now): ResolveSecrets {
  const known = new Map<string, { readonly secret: string; readonly readAt: number }>();

  async function read(reference: SecretReference, deadline: Deadline): Promise<string> {
    const { text: name, store, id, key } = reference;
    const kept = known.get(name);
    if (kept && now() - kept.readAt < freshForMs) return kept.secret;
    const text = await (store === 'ssm' ? readParameter : readSecret)(id, deadline);
    const secret = key === undefined ? text : fieldOf(text, key, name);
    known.set(name, { secret, readAt: now() });
    return secret;
  }

  async function resolve(value: string, deadline: Deadline): Promise<string> {
    const reference = findSecretReference(value);
    if (!reference) return value;
    const secret = await read(reference, deadline);
    return value.replace(reference.text, () => secret);
  }

  return async (headers, deadline) => {
    try {
      const entries = Object.entries(headers).map(async ([name, value]) => [
        name,
        await resolve(value, deadline),
      ]);
      return { status: 'resolved', headers: Object.fromEntries(await Promise.all(entries)) };
    } catch (error) {
      return { status: 'missing', error: error as Error };
    }
  };
}

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

/** One value of a secret that is a JSON object. The parser's own message could quote it. */
function fieldOf(text: string, key: string, name: string): string {
  let value: unknown;
  try {
    value = (JSON.parse(text) as Readonly<Record<string, unknown>>)[key];
  } catch {
    throw new Error(`the secret of ${name} is not JSON`);
  }
  if (typeof value === 'string') return value;
  throw new Error(`the secret of ${name} has no text under that key`);
}
