import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import {
  type Answer,
  localAws,
  type RecordedRequest,
} from '../instrumentation/aws-sdk/local-aws.ts';
import { startFunction } from '../start-function.ts';
import { mark, planted } from './planted-secrets.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const place = 'OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS';
const everything = {
  ANTIFREEZE_CAPTURE: 'all',
  ANTIFREEZE_REDACTED_NAMES: 'employee.salary',
  ANTIFREEZE_REDACTED_VALUES: 'ticket-\\w+',
  [`${place}_SERVER_REQUEST`]: '.*',
  [`${place}_SERVER_RESPONSE`]: '.*',
  [`${place}_CLIENT_REQUEST`]: '.*',
  [`${place}_CLIENT_RESPONSE`]: '.*',
};
const headers = {
  'x-api-key': `${mark}InHeader`,
  authorization: `Bearer ${mark}`,
  'x-shop': 'north',
};

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
beforeEach(() => {
  collector.behave({});
  collector.clear();
});
afterAll(() => collector.close());

function answerOf({ url, headers: sent, body }: RecordedRequest): Answer {
  if (body.includes('Action=CreateAccessKey'))
    return {
      headers: { 'content-type': 'text/xml' },
      body: `<R><CreateAccessKeyResult><AccessKey><AccessKeyId>${mark}</AccessKeyId></AccessKey></CreateAccessKeyResult></R>`,
    };
  if (sent['x-amz-target']?.startsWith('AmazonSQS')) {
    const { MessageBody } = JSON.parse(body.toString());
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    return { body: { MessageId: 'message-1', MD5OfMessageBody } };
  }
  if (sent['x-amz-target']) return { body: { Item: { token: { S: mark }, id: { S: '1' } } } };
  if (url === '/packed')
    return {
      headers: { 'x-request-id': url, 'set-cookie': `sid=${mark}`, 'content-encoding': 'br' },
      stream: (response) => response.end(brotliCompressSync(gunzipSync(body))),
    };
  // What has been sent comes back.
  return {
    headers: { 'x-request-id': url, 'set-cookie': `sid=${mark}` },
    body: JSON.parse(body.toString()),
  };
}

async function start(
  runtime: RuntimeName,
  environment: Record<string, string>,
  handler = 'payloads.handler',
) {
  const [aws, second] = [await localAws(answerOf), await localAws(answerOf, { http2: true })];
  return startFunction({
    runtime,
    directory,
    handler,
    memoryMb: 512,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_LOG_LEVEL: 'all',
      UPSTREAM: aws.endpoint,
      UPSTREAM_2: second.endpoint,
      ...environment,
    },
  });
}

function request(payload: unknown, fails = false) {
  return {
    version: '2.0',
    routeKey: 'POST /orders',
    rawPath: '/orders',
    rawQueryString: '',
    cookies: [`sid=${mark}`],
    headers: { ...headers, host: 'shop.example' },
    requestContext: {
      domainName: 'shop.example',
      http: { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' },
    },
    body: JSON.stringify({ payload, headers, fails }),
    isBase64Encoded: false,
  };
}

const sent = () =>
  JSON.stringify(collector.spans(), (_, value) => (typeof value === 'bigint' ? `${value}` : value));

describe.each(availableRuntimes())('on $name', ({ name }) => {
  test.each([
    { shown: 'whole', limit: '2000000', parts: 1 },
    { shown: 'cut', limit: '700', parts: 25 },
  ])('none of 500 secrets gets out of payloads that are shown $shown', async ({ limit, parts }) => {
    const fn = await start(name, {
      ...everything,
      ANTIFREEZE_CAPTURE_LIMIT: limit,
      ANTIFREEZE_CAPTURE_TOTAL: '90000000',
    });

    await collector.refuse();
    expect(await fn.invoke(request(planted(500)))).toMatchObject({ status: 'response' });
    await fn.frozen();
    const journal = journalIn(fn.temporaryDirectory);
    await collector.listen();
    for (const payload of inParts(planted(500), parts)) {
      expect(await fn.invoke(request(payload))).toMatchObject({ status: 'response' });
      await fn.frozen();
    }
    expect(await fn.invoke(request(planted(25), true))).toMatchObject({ status: 'error' });
    await fn.frozen();
    await collector.waitForSpans((spans) => spans.length >= 10 * parts, Date.now() + 60_000);
    const logs = fn.logs.map(({ text }) => text).join();
    await fn.close();

    expect(sent()).toContain('REDACTED');
    expect(sent()).not.toContain(mark);
    expect(journal).toContain('REDACTED');
    expect(journal).not.toContain(mark);
    expect(logs).not.toContain(mark);
  });

  test.each(['2000000', '700'])(
    'none of 500 secrets gets out of what is streamed, up to %s characters of it',
    async (limit) => {
      const environment = { ...everything, ANTIFREEZE_CAPTURE_LIMIT: limit };
      const fn = await start(name, environment, 'payloads.streamed');
      const bare = JSON.stringify(planted(500));

      const { payload } = await fn.invoke(request(planted(500)));
      await fn.frozen();
      const logs = fn.logs.map(({ text }) => text).join();
      await fn.close();

      expect(payload).toContain(bare);
      const root = collector.spans().find((span) => span.name === 'POST /orders');
      const result = `${root?.attributes['antifreeze.result.content']}`;
      expect(result).toContain('"statusCode":200');
      expect(result).toContain('REDACTED');
      expect(sent()).not.toContain(mark);
      expect(logs).not.toContain(mark);
    },
  );

  test('of a response that is streamed, the beginning of the body is shown', async () => {
    const fn = await start(name, everything, 'payloads.streamed');

    await fn.invoke(request({ note: 'two shoes', more: 'x'.repeat(50_000) }));
    await fn.frozen();
    await fn.close();

    const root = collector.spans().find((span) => span.name === 'POST /orders');
    const result = JSON.parse(`${root?.attributes['antifreeze.result.content']}`);
    expect(result).toMatchObject({ statusCode: 200, headers: { 'x-shop': 'north' } });
    expect(result.body).toContain('"note":"two shoes"');
    expect(result.body).toContain('…');
  });

  test('each span shows its own payloads and headers', async () => {
    const fn = await start(name, everything);
    const payload = { id: 1, note: 'two shoes' };

    await fn.invoke(request(payload));
    await fn.frozen();
    const shown = Object.fromEntries(
      collector
        .spans()
        .map(({ attributes, ...span }) => [
          String(attributes['url.full'] ?? span.name).replace(/^.*:\d+/, ''),
          attributes,
        ]),
    );
    await fn.close();

    const json = JSON.stringify(payload);
    for (const path of ['/http', '/http2', '/fetch', '/undici'])
      expect(shown[path], path).toMatchObject({
        'http.request.body.content': json,
        'http.request.body.size': json.length,
        'http.response.body.content': json,
        'http.response.body.size': json.length,
        'http.request.header.x-shop': ['north'],
        'http.request.header.authorization': ['REDACTED'],
        'http.response.header.x-request-id': [path],
        'http.response.header.set-cookie': ['REDACTED'],
      });
    expect(shown['/packed']).toMatchObject({
      'http.request.body.content': json,
      'http.response.body.content': json,
      'http.response.header.set-cookie': ['REDACTED'],
    });
    expect(JSON.parse(`${shown['send orders']?.['antifreeze.aws.input.content']}`)).toMatchObject({
      MessageBody: json,
    });
    expect(shown['DynamoDB.GetItem']).toMatchObject({
      'antifreeze.aws.output.content': '{"Item":{"token":"REDACTED","id":{"S":"1"}}}',
    });
    expect(shown['Lambda.Invoke']?.['antifreeze.aws.input.content']).toContain('two shoes');
    expect(Object.keys(shown['IAM.CreateAccessKey'] ?? {}).join()).not.toContain('content');
    const root = shown['POST /orders'] ?? {};
    expect(root).toMatchObject({
      'http.request.header.x-shop': ['north'],
      'http.request.header.x-api-key': ['REDACTED'],
      'http.response.header.x-shop': ['north'],
    });
    expect(root['antifreeze.event.content']).toContain('two shoes');
    expect(root['antifreeze.result.content']).toContain('two shoes');
  });

  test('what is for errors is there where an invocation failed, and only there', async () => {
    const fn = await start(name, { ANTIFREEZE_CAPTURE: 'all:errors' });

    await fn.invoke(request({ id: 'first' }));
    await fn.frozen();
    const ofSuccess = sent();
    collector.clear();
    await fn.invoke(request({ id: 'second' }, true));
    await fn.frozen();
    await fn.close();

    expect(ofSuccess).not.toContain('.content');
    const root = collector.spans().find((span) => span.name === 'POST /orders');
    expect(root?.attributes['antifreeze.event.content']).toContain('second');
    const http = collector.spans().find(({ name: span }) => span === 'POST');
    expect(root?.events.map(({ attributes }) => attributes)).toContainEqual({
      'antifreeze.payload.span_id': http?.spanId,
      'http.request.body.content': '{"id":"second"}',
      'http.response.body.content': '{"id":"second"}',
    });
  });

  test('one variable switches all of it off', async () => {
    const fn = await start(name, { ...everything, ANTIFREEZE_CAPTURE: 'none' });

    await fn.invoke(request({ id: 1 }));
    await fn.frozen();
    await fn.close();

    expect(sent()).not.toMatch(/\.content|\.header\./);
  });
});

function inParts<Item>(items: readonly Item[], parts: number): Item[][] {
  const size = items.length / parts;
  return Array.from({ length: parts }, (_, part) => items.slice(part * size, (part + 1) * size));
}

/** What is on the function's disk, with the spans that it keeps in base64. */
function journalIn(folder: string): string {
  return globSync(join(folder, '**/*'), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .map(
      (text) =>
        text +
        text.replace(/"span":"([^"]+)"/g, (_, span) => Buffer.from(span, 'base64').toString()),
    )
    .join();
}
