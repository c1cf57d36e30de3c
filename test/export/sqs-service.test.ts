import { afterEach, expect, test, vi } from 'vitest';
import { queueUrlOf, sqsService } from '../../src/export/sqs-service.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/spans', 'eu-west-1'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/spans', 'cn-north-1'],
  ['https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/spans', 'us-gov-west-1'],
  ['https://sqs.ap-southeast-2.api.aws/123456789012/spans', 'ap-southeast-2'],
  ['https://vpce-0a1b-2c3d.sqs.eu-central-1.vpce.amazonaws.com/123456789012/spans', 'eu-central-1'],
  ['https://us-west-2.queue.amazonaws.com/123456789012/spans', 'us-west-2'],
])('%s is called at its host, in %s', (url, region) => {
  vi.stubEnv('AWS_REGION', 'sa-east-1');

  const service = sqsService(new URL(url));

  expect(service).toMatchObject({ region, service: 'sqs' });
  expect(service.endpoint.origin).toBe(new URL(url).origin);
});

test("where the queue's URL does not say it, the region is the process's own", () => {
  vi.stubEnv('AWS_REGION', 'sa-east-1');

  expect(sqsService(new URL('http://127.0.0.1:4566/123456789012/spans')).region).toBe('sa-east-1');
});

test.each(['AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL'])('%s names another endpoint', (variable) => {
  vi.stubEnv(variable, 'http://127.0.0.1:4566');

  const { endpoint, region } = sqsService(new URL('https://sqs.eu-west-1.amazonaws.com/1/spans'));

  expect(endpoint.href).toBe('http://127.0.0.1:4566/');
  expect(region).toBe('eu-west-1');
});

test.each([
  [
    'arn:aws:sqs:eu-west-1:123456789012:spans',
    'https://sqs.eu-west-1.amazonaws.com/123456789012/spans',
  ],
  ['arn:aws-cn:sqs:cn-north-1:1:spans', 'https://sqs.cn-north-1.amazonaws.com.cn/1/spans'],
  ['arn:aws:sns:eu-west-1:123456789012:spans', undefined],
  ['', undefined],
])('the ARN %j is that of the queue %s', (arn, url) => {
  expect(queueUrlOf(arn)?.href).toBe(url);
});
