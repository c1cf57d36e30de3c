import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSpans } from '../../../src/viewer/otlp/collected-span.ts';
import { sampleSpans } from '../../harness/collector/sample-spans.ts';
import { startViewer } from './start-viewer.ts';

let viewer: Awaited<ReturnType<typeof startViewer>>;

beforeEach(async () => {
  viewer = await startViewer();
});
afterEach(() => viewer.close());

const protobuf = () => Buffer.from(ProtobufTraceSerializer.serializeRequest(sampleSpans()) ?? []);
const json = () => Buffer.from(JsonTraceSerializer.serializeRequest(sampleSpans()) ?? []);

/** Unlike `fetch`, with whatever headers. */
async function send(
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
  method = 'POST',
) {
  const call = request(url, { method, headers, agent: false }).end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

const asProtobuf = { 'content-type': 'application/x-protobuf' };
const asJson = { 'content-type': 'application/json' };

test.each([
  { name: 'protobuf', body: protobuf, headers: asProtobuf, answer: '' },
  { name: 'JSON', body: json, headers: asJson, answer: '{}' },
  {
    name: 'gzip',
    body: () => gzipSync(protobuf()),
    headers: { ...asProtobuf, 'content-encoding': 'gzip' },
    answer: '',
  },
])('spans that come as $name are kept', async ({ body, headers, answer }) => {
  const { status, body: answered } = await send(`${viewer.endpoint}/v1/traces`, body(), headers);

  expect({ status, answered }).toEqual({ status: 200, answered: answer });
  expect(viewer.store.traces.size().spans).toBe(2);
});

test.each([
  { name: 'another path', path: '/v1/profiles', headers: asJson, body: '{}', status: 404 },
  { name: 'another method', method: 'PUT', headers: asJson, body: '{}', status: 405 },
  { name: 'another type', headers: { 'content-type': 'text/plain' }, body: '{}', status: 415 },
  {
    name: 'another compression',
    headers: { ...asJson, 'content-encoding': 'br' },
    body: '{}',
    status: 415,
  },
  { name: 'no JSON', headers: asJson, body: '{"resourceSpans":[', status: 400 },
  { name: 'cut off protobuf', headers: asProtobuf, body: protobuf().subarray(0, -3), status: 400 },
  { name: 'no gzip', headers: { ...asJson, 'content-encoding': 'gzip' }, body: '{}', status: 400 },
  {
    name: 'a foreign host',
    headers: { ...asJson, host: 'evil.example:4318' },
    body: '{}',
    status: 403,
  },
  {
    name: 'a foreign origin',
    headers: { ...asJson, origin: 'http://evil.example' },
    body: '{}',
    status: 403,
  },
  {
    name: 'what unpacks to gigabytes',
    headers: { ...asJson, 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(80 * 1024 * 1024)),
    status: 413,
  },
])('$name is refused, and changes nothing', async ({ path, method, headers, body, status }) => {
  const url = `${viewer.endpoint}${path ?? '/v1/traces'}`;

  const answer = await send(url, body, headers, method);

  expect(answer.status).toBe(status);
  expect(viewer.store.traces.size().spans).toBe(0);
  const { status: next } = await send(`${viewer.endpoint}/v1/traces`, json(), asJson);
  expect(next).toBe(200);
});

test('one malformed span refuses the whole export', async () => {
  const spans = [
    { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
    { traceId: 'a'.repeat(32), spanId: 'zz' },
  ];
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

  const { status, body: answer } = await send(`${viewer.endpoint}/v1/traces`, body, asJson);

  expect(status).toBe(400);
  expect(JSON.parse(answer)).toEqual({ message: 'malformed: spanId is not an id of 8 bytes' });
  expect(viewer.store.traces.size().spans).toBe(0);
});

test('values nested thousands deep are refused in either encoding', async () => {
  const depth = 20_000;
  const deep = `${'{"arrayValue":{"values":['.repeat(depth)}{}${']}}'.repeat(depth)}`;
  const span = `{"traceId":"${'a'.repeat(32)}","spanId":"${'b'.repeat(16)}","attributes":[{"key":"k","value":${deep}}]}`;
  // Arrays of arrays, in the value of an attribute of a resource.
  const tags = [
    ...Array.from({ length: 500 }, (_, n) => (n % 2 ? 0x2a : 0x0a)),
    0x12,
    0x0a,
    0x0a,
    0x0a,
  ];
  const nested = tags.reduce<Uint8Array>(
    (inner, tag) => Buffer.concat([Buffer.from([tag, ...varint(inner.length)]), inner]),
    new Uint8Array(),
  );

  const answers = [
    await send(
      `${viewer.endpoint}/v1/traces`,
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`,
      asJson,
    ),
    await send(`${viewer.endpoint}/v1/traces`, nested, asProtobuf),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400]);
});

test('whatever bytes come as protobuf or JSON, they are answered, and what was kept stays', async () => {
  const body = protobuf();
  const mutated = fc
    .array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Buffer.from(body);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  await send(`${viewer.endpoint}/v1/traces`, json(), asJson);

  await fc.assert(
    fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
      const first = await send(`${viewer.endpoint}/v1/traces`, bytes, asProtobuf);
      const second = await send(`${viewer.endpoint}/v1/logs`, bytes, asProtobuf);
      const third = await send(`${viewer.endpoint}/v1/metrics`, bytes, asProtobuf);
      const list = await fetch(`${viewer.page}/api/traces`);
      const [found] = ((await list.json()) as { traces: { traceId: string }[] }).traces;
      const trace = await fetch(`${viewer.page}/api/traces/${found?.traceId}`);

      for (const { status } of [first, second, third]) expect([200, 400]).toContain(status);
      expect(list.status).toBe(200);
      expect(readSpans(await trace.json()).length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test('logs and metrics are kept, and found by what is in them', async () => {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] };
  const record = {
    timeUnixNano: '1700000000000000000',
    severityNumber: 17,
    body: { stringValue: 'no ice left' },
    traceId: 'a'.repeat(32),
  };
  const startTimeUnixNano = '1699999999000000000';
  const point = { timeUnixNano: '1700000000000000000', startTimeUnixNano, asInt: '3' };
  const metric = { name: 'orders.count', sum: { dataPoints: [point], isMonotonic: true } };

  await send(
    `${viewer.endpoint}/v1/logs`,
    JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] }),
    asJson,
  );
  await send(
    `${viewer.endpoint}/v1/metrics`,
    JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] }),
    asJson,
  );

  const logs = await (await fetch(`${viewer.page}/api/logs?text=ICE&severity=17`)).json();
  expect(logs).toMatchObject({
    records: [{ body: { stringValue: 'no ice left' }, service: 'orders', time: 1.7e12 }],
  });
  const none = await (await fetch(`${viewer.page}/api/logs?text=snow`)).json();
  expect(none).toMatchObject({ records: [] });
  const metrics = await (await fetch(`${viewer.page}/api/metrics`)).json();
  expect(metrics).toMatchObject({
    streams: [{ metric: 'orders.count', service: 'orders', points: [{ value: 3 }] }],
  });
});

function varint(size: number): number[] {
  return [(size & 127) | 128, ((size >> 7) & 127) | 128, size >> 14];
}
