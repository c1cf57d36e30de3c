import { expect, test } from 'vitest';
import { requestFilter } from '../../src/instrumentation/request-filter.ts';

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[fd00:ec2::23]/v1/credentials',
  'http://metadata.google.internal/computeMetadata/v1/',
])('the metadata service %s is not traced', (url) => {
  expect(requestFilter({}).traces(new URL(url))).toBe(false);
});

test.each([
  ['example.com', 'https://example.com/', true],
  ['example.com', 'https://api.EXAMPLE.com/', true],
  ['Example.com', 'https://example.com/', true],
  ['example.com', 'https://badexample.com/', false],
  ['example.com:443', 'https://example.com/', true],
  ['example.com:443', 'http://example.com/', false],
  ['127.0.0.1:9001', 'http://127.0.0.1:9001/2018-06-01/runtime/', true],
  ['127.0.0.1:9001', 'http://127.0.0.1:9002/', false],
  [/^api\./, 'https://api.example.com/', true],
  [/^api\./, 'https://www.example.com/api.', false],
])('the host pattern %s against %s: %s', (pattern, url, matches) => {
  expect(requestFilter({ ignoreHosts: [pattern] }).traces(new URL(url))).toBe(!matches);
});

test.each([
  ['https://example.com/a', 'https://example.com/a/b', true],
  ['https://example.com/a', 'https://example.com/b', false],
  [/token=/, 'https://example.com/?token=1', true],
])('the URL pattern %s against %s: %s', (pattern, url, matches) => {
  expect(requestFilter({ ignoreUrls: [pattern] }).traces(new URL(url))).toBe(!matches);
});

test('a global pattern answers alike each time', () => {
  const filter = requestFilter({ ignoreHosts: [/example/g] });
  const url = new URL('https://example.com/');

  const answers = [filter.traces(url), filter.traces(url)];

  expect(answers).toEqual([false, false]);
});

test.each([
  ['https://api.example.com/', true],
  ['http://localhost:3000/', true],
  ['https://sqs.eu-west-1.amazonaws.com/', false],
  ['https://bucket.s3.amazonaws.com/key', false],
  ['https://sqs.cn-north-1.amazonaws.com.cn/', false],
  ['https://lambda.us-east-1.api.aws/', false],
  ['https://abc.execute-api.eu-west-1.amazonaws.com/prod', true],
  ['https://abc.lambda-url.eu-west-1.on.aws/', true],
  ['https://my-balancer-1.eu-west-1.elb.amazonaws.com/', true],
  ['https://abc.appsync-api.eu-west-1.amazonaws.com/graphql', true],
  ['https://amazonaws.com.example.com/', true],
])('by default context to %s goes: %s', (url, goes) => {
  expect(requestFilter({}).propagates(new URL(url))).toBe(goes);
});
