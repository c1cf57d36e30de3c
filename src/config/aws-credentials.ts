import type { Environment } from './read-setting.ts';

/** The keys that sign requests to AWS. Secret: never logged. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What makes temporary keys valid. */
  readonly sessionToken: string | undefined;
}

/** The services that are called without an SDK, named as in the variables of their endpoints. */
export type AwsServiceName = 'SQS' | 'SECRETS_MANAGER' | 'SSM' | 'XRAY';

/** The keys that Lambda gives to a function, or that a shell has exported. */
export function readAwsCredentials(
  environment: Environment = process.env,
): AwsCredentials | undefined {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: environment['AWS_SESSION_TOKEN'] || undefined,
  };
}

/** The region of this process. */
export function readAwsRegion(environment: Environment = process.env): string | undefined {
  return environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || undefined;
}

/** An endpoint in place of the service's own: `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`, as in AWS's SDKs. */
export function readAwsEndpoint(
  service: AwsServiceName,
  environment: Environment = process.env,
): URL | undefined {
  const given = environment[`AWS_ENDPOINT_URL_${service}`] || environment['AWS_ENDPOINT_URL'] || '';
  return URL.canParse(given) ? new URL(given) : undefined;
}
