import { expect, test } from 'vitest';
import { parseQueueUrl } from '../../../src/cli/doctor/queue-url.ts';

test.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/spans', 'eu-west-1'],
  ['https://eu-west-1.queue.amazonaws.com/123456789012/spans', 'eu-west-1'],
  ['https://vpce-1.sqs.us-east-1.vpce.amazonaws.com/123456789012/spans', 'us-east-1'],
  ['http://127.0.0.1:5000/123456789012/spans', undefined],
])('%s is a queue in %s', (url, region) => {
  expect(parseQueueUrl(` ${url}?a=b`)).toEqual({
    url,
    region,
    account: '123456789012',
    name: 'spans',
  });
});

test.each([
  '',
  'spans',
  'arn:aws:sqs:eu-west-1:123456789012:spans',
  'https://sqs.eu-west-1.amazonaws.com/spans',
  'https://sqs.eu-west-1.amazonaws.com/123456789012/spans/more',
  'ftp://sqs.eu-west-1.amazonaws.com/123456789012/spans',
])('%j is not a queue', (text) => {
  expect(parseQueueUrl(text)).toBeUndefined();
});
