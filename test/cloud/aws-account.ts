import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { awsJsonCall } from '../../src/export/sqs-call.ts';
import { inAMinute } from '../export/otlp-endpoint.ts';
import { credentials, region } from '../export/sqs-endpoint.ts';

/** Clients for the services of a stand-in for AWS. */
export interface AwsAccount {
  readonly endpoint: string;
  readonly cloudFormation: CloudFormation;
  readonly cloudWatch: CloudWatch;
  readonly iam: IAM;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly s3: S3;
  readonly sqs: SQS;
  /** Keeps a secret, and gives its ARN. */
  createSecret(name: string, text: string): Promise<string>;
  close(): void;
}

export function awsAccount(endpoint: string): AwsAccount {
  const settings = { endpoint, region, credentials };
  const clients = {
    cloudFormation: new CloudFormation(settings),
    cloudWatch: new CloudWatch(settings),
    iam: new IAM(settings),
    lambda: new Lambda(settings),
    logs: new CloudWatchLogs(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
    sqs: new SQS(settings),
  };
  const secretsManager = awsJsonCall(
    {
      endpoint: new URL(endpoint),
      region,
      service: 'secretsmanager',
      target: 'secretsmanager',
      version: '1.1',
    },
    () => credentials,
  );
  return {
    endpoint,
    ...clients,
    async createSecret(Name, SecretString) {
      const input = { Name, SecretString, ClientRequestToken: crypto.randomUUID() };
      const answer = await secretsManager('CreateSecret', input, inAMinute());
      if (answer.status === 'refused') throw answer.error;
      return (answer.output as { ARN: string }).ARN;
    },
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
