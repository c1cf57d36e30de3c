import { readAwsEndpoint, readAwsRegion } from '../config/aws-credentials.ts';
import type { AwsJsonService } from './sqs-call.ts';

/** How to call the SQS that a queue lives in. The region is that in the queue's URL, or the process's own. */
export function sqsService(queueUrl: URL): AwsJsonService {
  return {
    endpoint: readAwsEndpoint('SQS') ?? new URL(queueUrl.origin),
    region: regionIn(queueUrl.hostname) ?? readAwsRegion() ?? 'us-east-1',
    service: 'sqs',
    target: 'AmazonSQS',
    version: '1.0',
  };
}

/** The region in a queue's URL, as in `sqs.eu-west-1.amazonaws.com`, `vpce-1.sqs.eu-west-1.vpce.amazonaws.com` and the older `eu-west-1.queue.amazonaws.com`. */
export function regionIn(hostname: string): string | undefined {
  const [, region, older] =
    /(?:^|\.)sqs(?:-fips)?\.([a-z]{2}-[a-z0-9-]+)\.|^([a-z]{2}-[a-z0-9-]+)\.queue\./.exec(
      hostname,
    ) ?? [];
  return region ?? older;
}

/** The URL of the queue that an ARN names. */
export function queueUrlOf(arn: string): URL | undefined {
  const [, partition, service, region, account, name] = arn.split(':');
  if (service !== 'sqs' || !region || !account || !name) return undefined;
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const origin = readAwsEndpoint('SQS') ?? new URL(`https://sqs.${region}.${domain}`);
  return new URL(`/${account}/${name}`, origin);
}
