import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';
import { deployAs, type Form, forms } from './functions/forms/forms.ts';
import { awsCall, comparable, outgoingSpans } from './functions/forms/outgoing-spans.ts';
import { startUpstream, type Upstream, type UpstreamRequest } from './functions/forms/upstream.ts';

const entryPoint = fileURLToPath(new URL('functions/forms/calls.mjs', import.meta.url));
const calls = ['DynamoDB', 'SQS', 'Lambda', 'S3', 'fetch', 'http', 'undici', 'AWS host'];
const awsCalls = 4;
/** Of AWS's own making, as the time in it shows: no tracer's, and so no parent of ours. */
const root = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-8a3c60f7d188f8fa79d48a39`;
const traceId = `${root};Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:2f5b0c1a:0`;

let collector: Collector;
let upstream: Upstream;
let directory: string;
const table: Record<string, string>[] = [];

beforeAll(async () => {
  [collector, upstream] = await Promise.all([startCollector(), startUpstream()]);
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'forms-'));
});
afterEach(() => {
  collector.clear();
  upstream.requests.length = 0;
});
afterAll(async () => {
  console.table(table);
  rmSync(directory, { recursive: true });
  await Promise.all([collector.close(), upstream.close()]);
});

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(forms)('as $name, each call is one span, and carries the trace on', async (form) => {
    const fn = await startFunction({
      runtime,
      directory: await deployAs(form, entryPoint, directory),
      handler: 'index.handler',
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, UPSTREAM: upstream.url },
    });
    const cold = await fn.invoke({}, { traceId });
    await fn.frozen();
    const onColdStart = outgoingSpans(collector);
    collector.clear();
    upstream.requests.length = 0;
    const { status } = await fn.invoke({}, { traceId });
    await fn.frozen();
    await fn.close();

    const spans = outgoingSpans(collector);
    table.push({ form: form.name, runtime, ...summary(spans) });
    expect([cold.status, status], cold.payload).toEqual(['response', 'response']);
    expect(onColdStart.map(({ name }) => name)).toEqual(spans.map(({ name }) => name));
    expect(spans.map((span) => comparable(span, upstream.url))).toEqual(
      form.seesSdk ? sdkSpans() : httpSpans(),
    );
    expect(upstream.requests.map(({ headers }) => propagated(headers))).toEqual(
      spans.map((span, call) => expectedFields(span, call)),
    );
    expectMessages(form, spans, upstream.requests);
  });
});

function summary(spans: readonly CollectedSpan[]): Record<string, string> {
  const columns = spans.map((span, call) => [calls[call], `${span.name} (${span.kind})`]);
  return { spans: String(spans.length), ...Object.fromEntries(columns) };
}

const get = (url: string) => ({
  name: 'GET',
  kind: 'client',
  status: 'unset',
  attributes: { 'http.request.method': 'GET', 'url.full': url, 'http.response.status_code': 200 },
});
const plainHttp = [
  get('http://upstream/fetch?sig=REDACTED'),
  get('http://upstream/http'),
  get('http://upstream/undici'),
  get('http://receipts.s3.eu-west-1.amazonaws.com/presigned'),
];

/** What each form has to give whose SDK is seen. */
function sdkSpans() {
  const sent = awsCall('SQS', 'SendMessage', 2, {
    'aws.sqs.queue.url': 'http://upstream/1/orders',
    'messaging.system': 'aws_sqs',
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'send',
    'messaging.destination.name': 'orders',
    'messaging.message.id': 'message-1',
  });
  return [
    awsCall('DynamoDB', 'GetItem', 1, { 'aws.dynamodb.table_names': ['orders'] }),
    { ...sent, name: 'send orders', kind: 'producer' },
    awsCall('Lambda', 'Invoke', 3, {
      'faas.invoked_name': 'billing',
      'faas.invoked_provider': 'aws',
      'faas.invoked_region': 'eu-west-1',
    }),
    awsCall('S3', 'PutObject', 4, {
      'aws.s3.bucket': 'receipts',
      'aws.s3.key': '2026/1.txt',
    }),
    ...plainHttp,
  ];
}

/** What is left to see of an SDK in a bundle that was built without the plugin: its HTTP requests. */
function httpSpans() {
  const post = (path: string) => ({
    'http.request.method': 'POST',
    'url.full': `http://upstream${path}`,
  });
  return [
    awsCall('DynamoDB', 'GetItem', 1, post('/')),
    awsCall('SQS', 'SendMessage', 2, post('/')),
    awsCall('Lambda', 'Invoke', 3, {
      ...post('/2015-03-31/functions/billing/invocations'),
      'faas.invoked_name': 'billing',
      'faas.invoked_provider': 'aws',
    }),
    awsCall('S3', 'PutObject', 4, {
      'http.request.method': 'PUT',
      'url.full': 'http://upstream/receipts/2026/1.txt?x-id=PutObject',
      'aws.s3.bucket': 'receipts',
      'aws.s3.key': '2026/1.txt',
    }),
    ...plainHttp,
  ];
}

function propagated(headers: UpstreamRequest['headers']) {
  return { traceparent: headers['traceparent'], 'x-amzn-trace-id': headers['x-amzn-trace-id'] };
}

/** AWS's services get the header that they pass on, everybody else W3C's; a host of AWS without a signature neither. */
function expectedFields({ traceId, spanId }: CollectedSpan, call: number) {
  const xRay = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=0;Lineage=1:2f5b0c1a:0`;
  const isPlain = call >= awsCalls && calls[call] !== 'AWS host';
  return {
    traceparent: isPlain ? `00-${traceId}-${spanId}-03` : undefined,
    'x-amzn-trace-id': call < awsCalls ? xRay : undefined,
  };
}

/** Within a message there is room for context only as long as nothing is signed, which takes the SDK. */
function expectMessages(
  { seesSdk }: Form,
  [, sqs, lambda]: readonly CollectedSpan[],
  [, message, invocation]: readonly UpstreamRequest[],
): void {
  const traceparent = (span: CollectedSpan | undefined) => `00-${span?.traceId}-${span?.spanId}-03`;
  const { MessageAttributes } = JSON.parse(message?.body ?? '');
  const clientContext = invocation?.headers['x-amz-client-context'];
  if (!seesSdk) {
    expect([MessageAttributes, clientContext]).toEqual([undefined, undefined]);
    return;
  }
  expect(MessageAttributes).toEqual({
    traceparent: { DataType: 'String', StringValue: traceparent(sqs) },
  });
  expect(JSON.parse(Buffer.from(String(clientContext), 'base64').toString())).toEqual({
    custom: { traceparent: traceparent(lambda) },
  });
}
