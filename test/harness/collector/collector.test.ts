import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { expect, onTestFinished, test } from 'vitest';
import {
  type Collector,
  type CollectorOptions,
  startCollector,
} from '../../../harness/collector/collector.ts';
import { exportTraceServiceResponse } from '../../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../../src/viewer/otlp/protobuf.ts';
import { sampleSpans } from './sample-spans.ts';

const protobuf = { 'content-type': 'application/x-protobuf' };
const json = { 'content-type': 'application/json' };
const soon = () => Date.now() + 60_000;

async function newCollector(options?: CollectorOptions): Promise<Collector> {
  const collector = await startCollector(options);
  onTestFinished(() => collector.close());
  return collector;
}

function keepAliveAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

async function post(
  url: string,
  { agent, headers = protobuf, body = protobufBody() }: PostOptions = {},
): Promise<{ status: number | undefined; headers: IncomingMessage['headers']; body: Buffer }> {
  const send = url.startsWith('https') ? tlsRequest : request;
  const outgoing = send(`${url}/v1/traces`, { method: 'POST', headers, ...(agent && { agent }) });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

interface PostOptions {
  agent?: Agent;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

function protobufBody(): Uint8Array {
  return ProtobufTraceSerializer.serializeRequest(sampleSpans()) ?? new Uint8Array();
}

function jsonBody(): Uint8Array {
  return JsonTraceSerializer.serializeRequest(sampleSpans()) ?? new Uint8Array();
}

test.each([
  { name: 'protobuf', headers: protobuf, body: protobufBody(), answer: '' },
  { name: 'JSON', headers: json, body: jsonBody(), answer: '{}' },
])('$name is answered in kind, compressed or not', async ({ headers, body, answer }) => {
  const collector = await newCollector();
  const zipped = gzipSync(body);

  const plain = await post(collector.url, { headers, body });
  await post(collector.url, { headers: { ...headers, 'content-encoding': 'gzip' }, body: zipped });

  expect(plain.status).toBe(200);
  expect(plain.headers['content-type']).toBe(headers['content-type']);
  expect(plain.body.toString()).toBe(answer);
  expect(collector.spans().map((span) => span.name)).toEqual([
    'save order',
    'POST /orders',
    'save order',
    'POST /orders',
  ]);
  expect(collector.requests()).toMatchObject([
    { bytes: body.length, uncompressedBytes: body.length },
    { bytes: zipped.length, uncompressedBytes: body.length },
  ]);
});

test.each([
  { name: 'not OTLP', headers: protobuf, body: 'hello', status: 400 },
  { name: 'not JSON', headers: json, body: '{', status: 400 },
  { name: 'of another type', headers: { 'content-type': 'text/plain' }, body: '', status: 415 },
])('a body that is $name is refused and not kept', async ({ headers, body, status }) => {
  const collector = await newCollector();

  const response = await post(collector.url, { headers, body });

  expect(response.status).toBe(status);
  expect(collector.requests()).toEqual([]);
});

test('another path is not found', async () => {
  const collector = await newCollector();

  const response = await post(`${collector.url}/elsewhere`);

  expect(response.status).toBe(404);
});

test('a failing collector says when to come back and keeps no spans', async () => {
  const collector = await newCollector();
  collector.behave({ status: 503, retryAfter: '2' });

  const response = await post(collector.url);

  expect(response.status).toBe(503);
  expect(response.headers['retry-after']).toBe('2');
  expect(collector.requests()).toMatchObject([{ spans: [{}, {}] }]);
  expect(collector.spans()).toEqual([]);
});

test('behaviours are used up one by one, and the last one stays', async () => {
  const collector = await newCollector();
  collector.behave({ status: 500 }, { status: 429 }, {});

  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await post(collector.url)).status);

  expect(statuses).toEqual([500, 429, 200, 200]);
});

test('partial success names what was rejected and keeps the rest', async () => {
  const collector = await newCollector();
  collector.behave({ partialSuccess: { rejectedSpans: 1, errorMessage: 'too old' } });

  const asProtobuf = await post(collector.url);
  const asJson = await post(collector.url, { headers: json, body: jsonBody() });

  expect(decodeMessage(exportTraceServiceResponse, asProtobuf.body)).toEqual({
    partialSuccess: { rejectedSpans: 1n, errorMessage: 'too old' },
  });
  expect(JSON.parse(asJson.body.toString())).toEqual({
    partialSuccess: { rejectedSpans: 1, errorMessage: 'too old' },
  });
  expect(collector.spans().map((span) => span.name)).toEqual(['save order', 'save order']);
});

test('a delayed answer is late, but its spans are kept at once', async () => {
  const collector = await newCollector();
  collector.behave({ delayMs: 60_000 });

  const answered = post(collector.url);
  answered.catch(() => undefined);

  await expect(collector.waitForSpans(2, soon())).resolves.toHaveLength(2);
});

test('a trickled answer is whole in the end', async () => {
  const collector = await newCollector();
  collector.behave({ answer: 'trickle', trickleMs: 1 });

  const response = await post(collector.url, { headers: json, body: jsonBody() });

  expect(response.status).toBe(200);
  expect(response.body.toString()).toBe('{}');
});

test('a reset connection has no answer and its spans are not kept', async () => {
  const collector = await newCollector();
  collector.behave({ answer: 'reset' });

  await expect(post(collector.url)).rejects.toMatchObject({ code: 'ECONNRESET' });

  expect(collector.requests()).toHaveLength(1);
  expect(collector.spans()).toEqual([]);
});

test('a collector that never answers lets go of its clients when it closes', async () => {
  const collector = await startCollector();
  collector.behave({ answer: 'never' });
  const answered = post(collector.url);
  const failed = expect(answered).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect.poll(() => collector.requests().length).toBe(1);

  await collector.close();

  await failed;
});

test('a closed port refuses, and is back at the same address', async () => {
  const collector = await newCollector();

  await collector.refuse();
  await expect(post(collector.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await collector.listen();

  await expect(post(collector.url)).resolves.toMatchObject({ status: 200 });
});

test('a stale connection takes one request and resets on the next', async () => {
  const collector = await newCollector();
  const agent = keepAliveAgent();
  collector.behave({ connection: 'stale' });

  await post(collector.url, { agent });
  await expect(post(collector.url, { agent })).rejects.toMatchObject({ code: 'ECONNRESET' });
  await post(collector.url, { agent });

  expect(collector.requests().map((each) => each.connection)).toEqual([1, 2]);
});

test('a connection is kept alive, or closed unannounced after the answer', async () => {
  const collector = await newCollector();
  const agent = keepAliveAgent();

  await post(collector.url, { agent });
  collector.behave({ connection: 'close' });
  const unannounced = await post(collector.url, { agent });
  await expect.poll(() => Object.keys(agent.freeSockets)).toEqual([]);
  collector.behave();
  await post(collector.url, { agent });
  collector.closeIdleConnections();
  await expect.poll(() => Object.keys(agent.freeSockets)).toEqual([]);
  await post(collector.url, { agent });

  expect(unannounced.headers.connection).toBe('keep-alive');
  expect(collector.requests().map((each) => each.connection)).toEqual([1, 1, 2, 3]);
});

test('waiting for spans that do not come ends with what there is', async () => {
  const collector = await newCollector();
  await post(collector.url);

  const waiting = collector.waitForSpans((spans) => spans.length > 2, Date.now() + 20);

  await expect(waiting).rejects.toThrow('with save order, POST /orders');
});

test('a collector that was cleared starts over', async () => {
  const collector = await newCollector();
  await post(collector.url);

  collector.clear();

  expect(collector.spans()).toEqual([]);
  expect(collector.requests()).toEqual([]);
});

test('TLS with a client certificate lets in only who has one', async () => {
  const collector = await newCollector({ tls: { requireClientCertificate: true } });
  const read = (file = '') => readFileSync(file);
  const ca = read(collector.certificates?.server.certificate);
  const client = collector.certificates?.client;
  const known = { ca, cert: read(client?.certificate), key: read(client?.key) };

  const stranger = post(collector.url, { agent: new TlsAgent({ ca }) });
  const friend = post(collector.url, { agent: new TlsAgent(known) });

  await expect(stranger).rejects.toThrow();
  await expect(friend).resolves.toMatchObject({ status: 200 });
});

test('a TLS server is not trusted without its certificate', async () => {
  const collector = await newCollector({ tls: {} });

  await expect(post(collector.url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});
