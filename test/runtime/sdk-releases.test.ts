import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  availableSdkReleases,
  type SdkRelease,
  versionOf,
} from '../../harness/aws-sdk/sdk-releases.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import {
  type Answer,
  hasValidSignature,
  type LocalAws,
  localAws,
  type RecordedRequest,
} from '../instrumentation/aws-sdk/local-aws.ts';
import { startFunction } from '../start-function.ts';
import { deployAs, type Form, forms } from './functions/forms/forms.ts';
import { awsCall, comparable, outgoingSpans } from './functions/forms/outgoing-spans.ts';

/** One of the four ways to reach an SDK, in one format. */
interface Way extends Form {
  readonly byHand: boolean;
}

const entryPoint = fileURLToPath(new URL('functions/forms/sdk-calls.mjs', import.meta.url));
const ways: readonly Way[] = [
  ...forms.map((form) => ({ ...form, byHand: false })),
  ...forms
    .filter(({ seesSdk }) => !seesSdk)
    .map((form) => ({ ...form, name: `${form.name}, by hand`, byHand: true })),
];
const calls = ['DynamoDB', 'SQS', 'SNS', 'Lambda', 'S3'];

let collector: Collector;
let directory: string;
const deployed = new Map<string, Promise<string>>();
const table: Record<string, string>[] = [];

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'sdk-releases-'));
});
beforeEach(() => collector.clear());
afterAll(async () => {
  console.table(table);
  rmSync(directory, { recursive: true });
  await collector.close();
});

describe.each(availableSdkReleases())('the AWS SDK, $name', (release) => {
  describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
    test.each(ways)('as $name, each call is one span, and carries the trace on', async (way) => {
      let failsFirst = false;
      const aws = await localAws((request) =>
        failsFirst && isFirstAttempt(request) ? failure(request) : success(request),
      );
      const fn = await start(way, release, runtime, aws);
      const clean = await invoke();
      failsFirst = true;
      const retried = await invoke();
      await fn.close();

      const seesSdk = way.seesSdk || way.byHand;
      const version = versionOf(release);
      table.push({ release: version, way: way.name, runtime, ...summary(clean.spans) });
      expect(clean.spans.map((span) => comparable(span, aws.endpoint))).toEqual(
        seesSdk ? sdkSpans() : httpSpans(),
      );
      expect(clean.requests).toHaveLength(calls.length);
      expect(releasesBehind(clean.requests[1], version)).toBeLessThan(10);
      expectContext(seesSdk, clean);
      expectRetries(seesSdk, retried);
      expect(await Promise.all(aws.requests.map(hasValidSignature))).toEqual(
        aws.requests.map(() => true),
      );

      async function invoke(): Promise<Traced> {
        collector.clear();
        const before = aws.requests.length;
        const { status, payload } = await fn.invoke({});
        await fn.frozen();
        expect(status, payload).toBe('response');
        return { spans: outgoingSpans(collector), requests: aws.requests.slice(before) };
      }
    });
  });
});

interface Traced {
  readonly spans: readonly CollectedSpan[];
  readonly requests: readonly RecordedRequest[];
}

async function start(way: Way, { modules }: SdkRelease, runtime: RuntimeName, aws: LocalAws) {
  const key = [modules, way.format, way.bundled, way.seesSdk].join();
  const task = deployed.get(key) ?? deployAs(way, entryPoint, directory, modules);
  deployed.set(key, task);
  return startFunction({
    runtime,
    directory: await task,
    handler: 'index.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      UPSTREAM: aws.endpoint,
      ...(way.byHand && { BY_HAND: 'true' }),
    },
  });
}

/** Each protocol has its own way to answer. */
const protocolOf = ({ method, headers }: RecordedRequest) => {
  if (method === 'PUT') return 'REST';
  return headers['content-type']?.includes('urlencoded') ? 'query' : 'JSON';
};

function success(request: RecordedRequest): Answer {
  if (protocolOf(request) === 'REST') return { headers: { etag: '"d41d8cd9"' }, body: '' };
  if (protocolOf(request) === 'query')
    return {
      headers: { 'content-type': 'text/xml' },
      body: '<PublishResponse><PublishResult><MessageId>message-2</MessageId></PublishResult></PublishResponse>',
    };
  if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessage') return {};
  const { MessageBody } = JSON.parse(request.body.toString());
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  return { body: { MessageId: 'message-1', MD5OfMessageBody } };
}

function failure(request: RecordedRequest): Answer {
  const error = '<Error><Code>InternalError</Code><Message>again</Message></Error>';
  if (protocolOf(request) === 'REST') return { status: 500, body: error };
  if (protocolOf(request) === 'query')
    return { status: 500, body: `<ErrorResponse>${error}</ErrorResponse>` };
  return { status: 500, body: { __type: 'InternalServerError', message: 'again' } };
}

function isFirstAttempt({ headers }: RecordedRequest): boolean {
  return headers['amz-sdk-request']?.startsWith('attempt=1;') ?? false;
}

/** By what the client itself says, which may be of a release before: not every one builds all clients anew. */
function releasesBehind(request: RecordedRequest | undefined, version: string): number {
  const said = /aws-sdk-js\/3\.(\d+)\./.exec(request?.headers['user-agent'] ?? '')?.[1];
  return Math.abs(Number(version.split('.')[1]) - Number(said));
}

function summary(spans: readonly CollectedSpan[]): Record<string, string> {
  return Object.fromEntries(
    spans.map(({ name, kind }, call) => [calls[call] ?? 'more', `${name} (${kind})`]),
  );
}

/** What each release has to give where its calls are seen. */
function sdkSpans() {
  const sent = (system: string, destination: string, message: number) => ({
    'messaging.system': system,
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'send',
    'messaging.destination.name': destination,
    'messaging.message.id': `message-${message}`,
  });
  const toQueue = awsCall('SQS', 'SendMessage', 2, {
    ...sent('aws_sqs', 'orders', 1),
    'aws.sqs.queue.url': 'http://upstream/1/orders',
  });
  const toTopic = awsCall('SNS', 'Publish', 3, {
    ...sent('aws.sns', 'news', 2),
    'aws.sns.topic.arn': 'arn:aws:sns:eu-west-1:123456789012:news',
  });
  return [
    awsCall('DynamoDB', 'GetItem', 1, { 'aws.dynamodb.table_names': ['orders'] }),
    { ...toQueue, name: 'send orders', kind: 'producer' },
    { ...toTopic, name: 'send news', kind: 'producer' },
    awsCall('Lambda', 'Invoke', 4, {
      'faas.invoked_name': 'billing',
      'faas.invoked_provider': 'aws',
      'faas.invoked_region': 'eu-west-1',
    }),
    awsCall('S3', 'PutObject', 5, { 'aws.s3.bucket': 'receipts', 'aws.s3.key': '2026/1.txt' }),
  ];
}

/** What is left to see of each release by its HTTP requests alone. */
function httpSpans() {
  const request = (method: string, path: string) => ({
    'http.request.method': method,
    'url.full': `http://upstream${path}`,
  });
  return [
    awsCall('DynamoDB', 'GetItem', 1, request('POST', '/')),
    awsCall('SQS', 'SendMessage', 2, request('POST', '/')),
    awsCall('SNS', undefined, 3, request('POST', '/')),
    awsCall('Lambda', 'Invoke', 4, {
      ...request('POST', '/2015-03-31/functions/billing/invocations'),
      'faas.invoked_name': 'billing',
      'faas.invoked_provider': 'aws',
    }),
    awsCall('S3', 'PutObject', 5, {
      ...request('PUT', '/receipts/2026/1.txt?x-id=PutObject'),
      'aws.s3.bucket': 'receipts',
      'aws.s3.key': '2026/1.txt',
    }),
  ];
}

/** The header in every case; within a message only while nothing is signed, which takes the SDK. */
function expectContext(seesSdk: boolean, { spans, requests }: Traced): void {
  const [, queued, published, invoked] = spans.map((span) => traceparent(span, seesSdk));
  const [, message, notification, invocation] = requests;
  const { MessageAttributes } = JSON.parse(message?.body.toString() ?? '');
  const form = new URLSearchParams(notification?.body.toString());
  const binary = form.get('MessageAttributes.entry.1.Value.BinaryValue') ?? '';
  const clientContext = invocation?.headers['x-amz-client-context'] ?? '';

  expect(requests.map(senderOf)).toEqual(expectedSenders(requests, spans));
  expect(MessageAttributes?.traceparent?.StringValue).toBe(queued);
  expect(Buffer.from(binary, 'base64').toString()).toBe(published ?? '');
  expect(Buffer.from(clientContext, 'base64').toString()).toBe(
    invoked ? JSON.stringify({ custom: { traceparent: invoked } }) : '',
  );
}

function traceparent({ traceId, spanId }: CollectedSpan, carried: boolean): string | undefined {
  return carried ? `00-${traceId}-${spanId}-03` : undefined;
}

/** Attempts are one span, and have the same header; where only requests are seen, each is one. */
function expectRetries(seesSdk: boolean, { spans, requests }: Traced): void {
  const resends = spans.map(({ attributes }) => attributes['http.request.resend_count']);
  const attempts = calls.flatMap(() => (seesSdk ? [1] : [undefined, 1]));
  const senders = seesSdk ? spans.flatMap((span) => [span, span]) : spans;

  expect(requests).toHaveLength(2 * calls.length);
  expect(resends).toEqual(attempts);
  expect(requests.map(senderOf)).toEqual(expectedSenders(requests, senders));
}

/** A request that waits for 100 Continue was on its way before its span began, unless the SDK's call has been seen. */
function expectedSenders(
  requests: readonly RecordedRequest[],
  spans: readonly CollectedSpan[],
): unknown[] {
  return spans.map(({ traceId, spanId, attributes }, index) => {
    const { expect: waitsFor } = requests[index]?.headers ?? {};
    const tooLate = waitsFor !== undefined && 'http.request.method' in attributes;
    return tooLate ? expect.not.arrayContaining([spanId]) : [traceId, spanId];
  });
}

function senderOf({ headers }: RecordedRequest): readonly string[] {
  const [, time = '', rest = '', parent = ''] =
    /^Root=1-(\w{8})-(\w{24});Parent=(\w{16})/.exec(headers['x-amzn-trace-id'] ?? '') ?? [];
  return [time + rest, parent];
}
